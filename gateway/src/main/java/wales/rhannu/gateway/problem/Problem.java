package wales.rhannu.gateway.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import tools.jackson.databind.json.JsonMapper;

/**
 * The errors that the gateway itself makes; the last part of a problem's type is the code. Its texts stand in the bundle
 * {@code problems}: the title, the detail, and where a reader of the error page goes on to.
 */
public enum Problem {
    MALFORMED(400, "malformed"),
    CROSS_SITE(403, "cross-site"),
    NOT_FOUND(404, "not-found"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed"),
    NOT_ACCEPTABLE(406, "not-acceptable"),
    TOO_LARGE(413, "too-large"),
    URI_TOO_LONG(414, "uri-too-long"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type"),
    MISDIRECTED(421, "misdirected", "{{address}}/"),
    INVALID(422, "invalid"),
    TOO_MANY_REQUESTS(429, "too-many-requests"),
    HEADERS_TOO_LARGE(431, "headers-too-large"),
    FAILED(500, "internal-error"),
    UNAVAILABLE(503, "unavailable"),
    TIMED_OUT(504, "timed-out"),
    FORM_FOREIGN(403, "form-foreign", "/operations"),
    OPERATORS_ONLY(403, "operators-only"),
    SIGN_IN_FAILED(400, "sign-in-failed", "/session/sign-in"),
    SIGN_IN_AWAY(503, "sign-in-away", "/session/sign-in"),
    SIGNED_OUT_HERE_ONLY(503, "signed-out-here-only", "/session/sign-in");

    private static final String FRONT_PAGE = "/";

    private final int status;
    private final String code;
    private final String next;
    private final Texts english;
    private final Texts welsh;

    Problem(int status, String code) {
        this(status, code, FRONT_PAGE);
    }

    /** @param next the address to go on to */
    Problem(int status, String code, String next) {
        this.status = status;
        this.code = code;
        this.next = next;
        this.english = Texts.of(code, Locale.ENGLISH);
        this.welsh = Texts.of(code, Locale.forLanguageTag("cy"));
    }

    private record Texts(String title, String detail, String label) {

        static Texts of(String code, Locale language) {
            String label = code + ".next";
            return new Texts(
                    text(code, language),
                    text(code + ".detail", language),
                    text(bundle(language).containsKey(label) ? label : "next", language));
        }
    }

    private static ResourceBundle bundle(Locale language) {
        return ResourceBundle.getBundle(
                "problems",
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    private static String text(String key, Locale language) {
        return bundle(language).getString(key);
    }

    int status() {
        return status;
    }

    /** The answer's body. */
    String json(boolean inWelsh) {
        return json(inWelsh, List.of());
    }

    /** @param unknown parameters that are not taken */
    String json(boolean inWelsh, List<String> unknown) {
        Texts texts = inWelsh ? welsh : english;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "https://rhannu.wales/problems/" + code);
        body.put("title", texts.title());
        body.put("status", status);
        body.put("detail", texts.detail());
        if (!unknown.isEmpty()) {
            String detail = text("no-parameters", inWelsh ? Locale.forLanguageTag("cy") : Locale.ENGLISH);
            body.put(
                    "errors",
                    unknown.stream()
                            .map(name -> Map.of(
                                    "parameter", name, "code", "no-parameters", "detail", detail.replace("{0}", name)))
                            .toList());
        }
        return JsonMapper.shared().writeValueAsString(body);
    }

    /** Whether a repeat of the request may succeed a little later. */
    boolean passes() {
        return status == 429 || status == 503;
    }

    /**
     * The error page, in both languages; fixed texts only, so that nothing needs escaping.
     *
     * @param template with places for title, detail and label in English and in Welsh, and for the next address
     * @param address the platform's own
     */
    String html(String template, String address) {
        return template.replace("{{titleCy}}", welsh.title())
                .replace("{{title}}", english.title())
                .replace("{{detailCy}}", welsh.detail())
                .replace("{{detail}}", english.detail())
                .replace("{{labelCy}}", welsh.label())
                .replace("{{label}}", english.label())
                .replace("{{next}}", next)
                .replace("{{address}}", address);
    }

    /** The first problem with a status, for exceptions of the framework. */
    static Problem ofStatus(int status) {
        for (Problem problem : values()) {
            if (problem.status == status) {
                return problem;
            }
        }
        return status >= 400 && status < 500 ? MALFORMED : FAILED;
    }
}
