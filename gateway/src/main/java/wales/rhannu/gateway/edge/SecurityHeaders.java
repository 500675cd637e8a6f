package wales.rhannu.gateway.edge;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;

/** What every answer says to browsers, unless a service knows better what its page needs. */
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

    /** Puts them on an answer that nobody has begun. */
    static void put(HttpHeaders answer, boolean secure) {
        answer.add(secure ? SECURE : PLAIN);
    }

    /** A service's own choice stands: a sign-in page knows better what it loads. */
    public static void leaveTo(HttpHeaders service, HttpHeaders answer) {
        for (Map.Entry<String, String> header : SECURE) {
            if (service.contains(header.getKey()) && !isKeptBack(header.getKey())) {
                answer.remove(header.getKey());
            }
        }
    }

    /** What a service says of itself, and what is not for it to choose. */
    public static boolean isKeptBack(CharSequence name) {
        return KEPT_BACK.contains(name);
    }
}
