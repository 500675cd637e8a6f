package wales.rhannu.starter.web;

import static wales.rhannu.starter.aggregate.DomainException.Kind.UNAUTHENTICATED;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.ErrorMessages;
import wales.rhannu.starter.aggregate.Violation;

/** Writes problem details (RFC 9457), with their title in the language asked for. */
public final class Problems {

    private static final String TYPES = "https://rhannu.wales/problems/";

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** Writes the problem details of an exception. */
    public void write(HttpServletRequest request, HttpServletResponse response, DomainException refusal)
            throws IOException {
        head(response, refusal);
        write(request, response, refusal.kind().status(), refusal.code(), refusal::detail, refusal.violations());
    }

    /** Status and headers of the answer to a refusal, for where its body cannot be written. */
    public void head(HttpServletResponse response, DomainException refusal) {
        response.setStatus(refusal.kind().status());
        Duration retryAfter = refusal.retryAfter();
        if (retryAfter != null) {
            response.setHeader("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
    }

    /** Refuses who has no bearer token or one that is not valid. Why is said only where a token came (RFC 6750, section 3). */
    public void unauthenticated(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean had = request.getHeader("Authorization") != null;
        response.setHeader("WWW-Authenticate", had ? "Bearer error=\"invalid_token\"" : "Bearer");
        write(request, response, had ? DomainException.of(UNAUTHENTICATED, "token-refused") : anonymous());
    }

    static DomainException anonymous() {
        return DomainException.of(UNAUTHENTICATED, "unauthenticated");
    }

    /** Answers with a status for which there is no other cause to tell. */
    public void write(HttpServletRequest request, HttpServletResponse response, int status) throws IOException {
        String code = codeOf(status);
        write(
                request,
                response,
                status,
                code,
                language -> ErrorMessages.text(code + ".detail", language, List.of())
                        .orElse(code),
                List.of());
    }

    /** What servers and frameworks answer by themselves; the texts stand with the others. */
    private static String codeOf(int status) {
        return switch (status) {
            case 400 -> "malformed";
            case 401 -> "unauthenticated";
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 406 -> "not-acceptable";
            case 409 -> "conflict";
            case 410 -> "gone";
            case 412 -> "version-changed";
            case 413 -> "too-large";
            case 414 -> "uri-too-long";
            case 415 -> "unsupported-media-type";
            case 422 -> "invalid";
            case 428 -> "if-match-missing";
            case 429 -> "too-many-requests";
            case 431 -> "headers-too-large";
            case 500 -> "internal-error";
            case 503 -> "unavailable";
            default -> status < 500 ? "malformed" : "internal-error";
        };
    }

    private void write(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String code,
            Function<Locale, String> detail,
            List<Violation> errors)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(status);
        Locale language = language(request);
        response.setContentType("application/problem+json");
        response.setHeader("Content-Language", language.getLanguage());
        response.setHeader("Cache-Control", "no-store");
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", TYPES + code);
        problem.put("title", title(code, status, language));
        problem.put("status", status);
        problem.put("detail", detail.apply(language));
        Object refused = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String instance = refused instanceof String uri ? uri : request.getRequestURI();
        if (instance != null) { // it is null where Tomcat could not read the request's first line
            problem.put("instance", instance);
        }
        if (!errors.isEmpty()) {
            problem.put(
                    "errors",
                    errors.stream().map(error -> told(error, language)).toList());
        }
        response.getOutputStream().write(json.writeValueAsBytes(problem));
        response.flushBuffer();
    }

    private static Map<String, String> told(Violation error, Locale language) {
        Map<String, String> told = new LinkedHashMap<>();
        String at = error.pointer();
        told.put(at.isEmpty() || at.startsWith("/") ? "pointer" : "parameter", at);
        if (error.code() != null) {
            told.put("code", error.code());
        }
        told.put("detail", error.detail(language));
        return told;
    }

    static Locale language(HttpServletRequest request) {
        String asked = request.getHeader("Accept-Language");
        try {
            Locale found =
                    asked == null ? null : Locale.lookup(Locale.LanguageRange.parse(asked), ErrorMessages.LANGUAGES);
            return found == null ? Locale.ENGLISH : found;
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }

    private static String title(String code, int status, Locale language) {
        return ErrorMessages.text(code, language, List.of())
                .or(() -> ErrorMessages.text(codeOf(status), language, List.of()))
                .orElse(code);
    }
}
