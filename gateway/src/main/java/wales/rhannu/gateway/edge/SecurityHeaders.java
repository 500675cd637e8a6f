package wales.rhannu.gateway.edge;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;

/** The security headers of every answer; a service may set its own for a page that needs others. */
public final class SecurityHeaders {

    private static final String SNIFFING = "X-Content-Type-Options";
    private static final String TRANSPORT = "Strict-Transport-Security";
    private static final HttpHeaders PLAIN = new DefaultHttpHeaders();
    private static final HttpHeaders SECURE = new DefaultHttpHeaders();
    private static final HttpHeaders KEPT_BACK = new DefaultHttpHeaders();

    static {
        PLAIN.set(SNIFFING, "nosniff")
                .set("X-Frame-Options", "DENY")
                .set("Referrer-Policy", "strict-origin-when-cross-origin")
                .set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
                .set(
                        "Content-Security-Policy",
                        "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'");
        SECURE.set(PLAIN).set(TRANSPORT, "max-age=31536000; includeSubDomains");
        KEPT_BACK.set("Server", "").set("X-Powered-By", "").set(SNIFFING, "");
    }

    private SecurityHeaders() {}

    /** Sets them on an answer that has not been started. */
    static void put(HttpHeaders answer, boolean secure) {
        answer.add(secure ? SECURE : PLAIN);
    }

    /** Keeps a service's own headers, because a sign-in page loads other resources. */
    public static void leaveTo(HttpHeaders service, HttpHeaders answer) {
        for (Map.Entry<String, String> header : SECURE) {
            if (service.contains(header.getKey()) && !isKeptBack(header.getKey())) {
                answer.remove(header.getKey());
            }
        }
    }

    /** Whether a service's header is not passed on: it describes the service's server, or is not a service's to set. */
    public static boolean isKeptBack(CharSequence name) {
        return KEPT_BACK.contains(name);
    }
}
