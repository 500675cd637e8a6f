package wales.rhannu.gateway.problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What a person sees of an error whose page is missing: one page in Welsh and English. It loads nothing, since whatever it
 * would load may be away as well.
 */
final class ErrorPage {

    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);

    private final Map<Problem, byte[]> pages = new EnumMap<>(Problem.class);
    private final String policy;

    /** @param address the platform's own */
    ErrorPage(String address) {
        String template = template();
        String style = template.substring(template.indexOf("<style>") + 7, template.indexOf("</style>"));
        policy = "default-src 'none'; style-src 'sha256-" + sha256(style)
                + "'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
        for (Problem problem : Problem.values()) {
            pages.put(problem, problem.html(template, address).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Whether a browser navigates to a page. Programs get problem details, whatever their Accept header says. */
    static boolean isFor(ServerHttpRequest request) {
        return !request.getPath().value().startsWith("/api/")
                && request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT).stream()
                        .anyMatch(accept -> accept.contains(MediaType.TEXT_HTML_VALUE));
    }

    /** The page's bytes; its headers are set. */
    byte[] of(Problem problem, HttpHeaders headers) {
        headers.setContentType(HTML);
        headers.set("Content-Security-Policy", policy);
        headers.set(HttpHeaders.CONTENT_LANGUAGE, "cy, en");
        return pages.getOrDefault(problem, new byte[0]);
    }

    private static String template() {
        try {
            return new ClassPathResource("pages/error.html").getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String style) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
