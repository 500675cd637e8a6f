package wales.rhannu.starter.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.multipart.MultipartRequest;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Violation;

/** Resolves controller arguments: the caller, the request context, the paging parameters, and a merge patch. */
class RequestArgumentResolver implements HandlerMethodArgumentResolver {

    private static final Set<Class<?>> TYPES =
            Set.of(Caller.class, RequestContext.class, Paging.class, MergePatch.class);
    private static final int LONGEST_KEY = 255;
    private static final List<MediaType> PATCHES =
            List.of(MediaType.valueOf("application/merge-patch+json"), MediaType.APPLICATION_JSON);
    /** RFC 9110, section 8.8.3; a tag may hold commas. */
    private static final Pattern ETAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"");

    private static final Pattern BETWEEN_ETAGS = Pattern.compile("[ \\t]*,[ \\t,]*");
    private static final Pattern VERSION = Pattern.compile("\\d{1,18}");

    private final RequestJson json;

    RequestArgumentResolver(RequestJson json) {
        this.json = json;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return TYPES.contains(parameter.nestedIfOptional().getNestedParameterType());
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest web,
            @Nullable WebDataBinderFactory binders)
            throws IOException, ServletException, HttpMediaTypeNotSupportedException {
        HttpServletRequest request = web.getNativeRequest(HttpServletRequest.class);
        if (request == null) {
            throw new IllegalStateException("Not an HTTP request");
        }
        Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
        if (type == Caller.class) {
            Optional<Caller> caller = caller(request);
            return parameter.isOptional() ? caller : caller.orElseThrow(Problems::anonymous);
        }
        if (type == RequestContext.class) {
            return write(request);
        }
        return type == Paging.class ? paging(request) : mergePatch(request);
    }

    private static Optional<Caller> caller(HttpServletRequest request) {
        Authentication by = SecurityContextHolder.getContext().getAuthentication();
        if (!(by instanceof JwtAuthenticationToken token)) {
            return Optional.empty();
        }
        Set<String> roles = new LinkedHashSet<>();
        List<String> claimed = token.getToken().getClaimAsStringList("roles");
        if (claimed != null) {
            roles.addAll(claimed);
        }
        return Optional.of(new Caller(
                String.valueOf(token.getToken().getSubject()),
                token.getToken().getClaimAsString("org"),
                roles,
                Problems.language(request).getLanguage(),
                token.getToken().getClaimAsString("sid")));
    }

    private static RequestContext write(HttpServletRequest request) throws IOException, ServletException {
        Set<Long> expected = expectedVersions(request);
        String key = request.getHeader("Idempotency-Key");
        if (key == null) {
            return new RequestContext(UUID.randomUUID().toString(), null, null, expected);
        }
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw DomainException.malformed("idempotency-key-malformed", LONGEST_KEY);
        }
        String caller = caller(request).map(Caller::id).orElse("");
        String id = Ids.derived(caller, request.getMethod(), request.getRequestURI(), key);
        return new RequestContext(id, id, fingerprint(request), expected);
    }

    private static String fingerprint(HttpServletRequest request) throws IOException, ServletException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            if (request instanceof MultipartRequest) {
                for (Part part : request.getParts()) { // not the body: each try has another boundary
                    sha256.update(part.getName().getBytes(StandardCharsets.UTF_8));
                    try (InputStream content = part.getInputStream()) {
                        sha256.update(digest(content));
                    }
                }
            } else {
                sha256.update(body(request));
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Piece by piece: a part may be a file of many megabytes that lies on disk. */
    private static byte[] digest(InputStream content) throws IOException, NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
        return sha256.digest();
    }

    private static @Nullable Set<Long> expectedVersions(HttpServletRequest request) {
        List<String> given = Collections.list(request.getHeaders("If-Match"));
        if (given.isEmpty()) {
            if ("PATCH".equals(request.getMethod())) {
                throw DomainException.of(DomainException.Kind.PRECONDITION_REQUIRED, "if-match-missing");
            }
            return null;
        }
        String ifMatch = String.join(",", given).trim();
        return ifMatch.equals("*") ? null : versions(ifMatch);
    }

    /**
     * A weak tag never matches (RFC 9110, section 13.1.1), nor does one that is no version of ours. Where none is left nothing
     * matches, which is said only to those who may see what they ask for.
     */
    private static Set<Long> versions(String ifMatch) {
        Set<Long> versions = new LinkedHashSet<>();
        for (String tag : tags(ifMatch)) {
            if (tag.startsWith("\"")
                    && VERSION.matcher(tag.substring(1, tag.length() - 1)).matches()) {
                versions.add(Long.valueOf(tag.substring(1, tag.length() - 1)));
            }
        }
        return versions;
    }

    private static List<String> tags(String ifMatch) {
        List<String> tags = new ArrayList<>();
        Matcher tag = ETAG.matcher(ifMatch);
        Matcher between = BETWEEN_ETAGS.matcher(ifMatch);
        int at = 0;
        while (at < ifMatch.length()) {
            if (!tag.region(at, ifMatch.length()).lookingAt()) {
                throw notEtags();
            }
            tags.add(tag.group());
            at = tag.end();
            if (between.region(at, ifMatch.length()).lookingAt()) {
                at = between.end();
            } else if (at < ifMatch.length()) {
                throw notEtags();
            }
        }
        if (tags.isEmpty()) {
            throw notEtags();
        }
        return tags;
    }

    private static DomainException notEtags() {
        return DomainException.malformed("if-match-malformed");
    }

    private static Paging paging(HttpServletRequest request) {
        List<Violation> faults = new ArrayList<>();
        Paging paging =
                new Paging(limit(request.getParameter("limit"), faults), key(request.getParameter("after"), faults));
        if (!faults.isEmpty()) {
            throw DomainException.malformed(faults);
        }
        return paging;
    }

    private static int limit(@Nullable String limit, List<Violation> faults) {
        try {
            return limit == null ? 20 : Math.max(1, Math.min(100, Integer.parseInt(limit)));
        } catch (NumberFormatException e) {
            faults.add(Violation.of("limit", "limit-not-a-number"));
            return 20;
        }
    }

    private static @Nullable String key(@Nullable String after, List<Violation> faults) {
        try {
            return after == null ? null : new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            faults.add(Violation.of("after", "after-not-a-cursor"));
            return null;
        }
    }

    private MergePatch<?> mergePatch(HttpServletRequest request) throws HttpMediaTypeNotSupportedException {
        String given = request.getContentType();
        MediaType type = given == null ? MediaType.APPLICATION_OCTET_STREAM : mediaType(given);
        if (PATCHES.stream().noneMatch(it -> it.equalsTypeAndSubtype(type))) {
            throw new HttpMediaTypeNotSupportedException(type, PATCHES);
        }
        return new MergePatch<>(json, json.tree(body(request)));
    }

    private static MediaType mediaType(String given) throws HttpMediaTypeNotSupportedException {
        try {
            return MediaType.parseMediaType(given);
        } catch (InvalidMediaTypeException e) {
            throw new HttpMediaTypeNotSupportedException(e.getMessage(), PATCHES);
        }
    }

    private static byte[] body(HttpServletRequest request) {
        return request.getAttribute(BodyFilter.BODY) instanceof byte[] read ? read : new byte[0];
    }
}
