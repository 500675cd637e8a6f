package wales.rhannu.starter.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.ResourceBundle;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/** Writes problem details (RFC 9457), with their title in the language asked for. */
public final class Problems {

    private static final String TYPES = "https://rhannu.wales/problems/";
    private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.forLanguageTag("cy"));

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** Answers with what a refusal says. */
    public void write(HttpServletRequest request, HttpServletResponse response, DomainException refusal)
            throws IOException {
        head(response, refusal);
        write(
                request,
                response,
                refusal.kind().status(),
                refusal.code(),
                String.valueOf(refusal.getMessage()),
                refusal.violations());
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
        write(
                request,
                response,
                DomainException.of(
                        DomainException.Kind.UNAUTHENTICATED,
                        "unauthenticated",
                        had ? "The token is not valid here, or no longer." : "This takes a bearer token."));
    }

    /** Answers with a status that needs no words of its own. */
    public void write(HttpServletRequest request, HttpServletResponse response, int status) throws IOException {
        String title = titled("problems", Integer.toString(status), Locale.ENGLISH)
                .orElse(HttpStatus.valueOf(status).getReasonPhrase());
        write(request, response, status, Integer.toString(status), title + ".", List.of());
    }

    private void write(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String code,
            String detail,
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
        problem.put("detail", detail);
        Object refused = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String instance = refused instanceof String uri ? uri : request.getRequestURI();
        if (instance != null) { // it is null where Tomcat could not read the request's first line
            problem.put("instance", instance);
        }
        if (!errors.isEmpty()) {
            problem.put(
                    "errors",
                    errors.stream().map(error -> translated(error, language)).toList());
        }
        response.getOutputStream().write(json.writeValueAsBytes(problem));
        response.flushBuffer();
    }

    private static Violation translated(Violation error, Locale language) {
        String code = error.code();
        return code == null
                ? error
                : new Violation(error.pointer(), text(code, language).orElse(error.detail()), code);
    }

    static Locale language(HttpServletRequest request) {
        String asked = request.getHeader("Accept-Language");
        try {
            Locale found = asked == null ? null : Locale.lookup(Locale.LanguageRange.parse(asked), LANGUAGES);
            return found == null ? Locale.ENGLISH : found;
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }

    /** A service's own codes stand in its {@code service-problems} bundle; what has no title of its own has its status's. */
    private static String title(String code, int status, Locale language) {
        return text(code, language)
                .or(() -> titled("problems", Integer.toString(status), language))
                .orElse(HttpStatus.valueOf(status).getReasonPhrase());
    }

    private static Optional<String> text(String code, Locale language) {
        return titled("problems", code, language).or(() -> titled("service-problems", code, language));
    }

    private static Optional<String> titled(String bundle, String key, Locale language) {
        try {
            return Optional.of(ResourceBundle.getBundle(
                            bundle,
                            language,
                            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES))
                    .getString(key));
        } catch (MissingResourceException e) {
            return Optional.empty();
        }
    }
}
