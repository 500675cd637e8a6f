package wales.rhannu.gateway.edge;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers that are for one connection and not passed on (RFC 9110, section 7.6.1), those that {@code Connection} names included. */
public final class ConnectionHeaders {

    private static final HttpHeaders ALWAYS = new DefaultHttpHeaders();

    static {
        for (String name : List.of(
                "connection",
                "keep-alive",
                "transfer-encoding",
                "te",
                "trailer",
                "proxy-authorization",
                "proxy-authenticate",
                "x-application-context",
                "upgrade")) {
            ALWAYS.set(name, "");
        }
    }

    private static final ConnectionHeaders ORDINARY = new ConnectionHeaders(null);

    private final @Nullable HttpHeaders named;

    private ConnectionHeaders(@Nullable HttpHeaders named) {
        this.named = named;
    }

    /** The connection headers of a message. */
    public static ConnectionHeaders of(HttpHeaders message) {
        return of(message.getAll(HttpHeaderNames.CONNECTION));
    }

    static ConnectionHeaders of(List<String> connection) {
        HttpHeaders named = null;
        for (String header : connection) {
            for (String name : header.split(",", -1)) {
                String option = name.strip();
                if (!option.isEmpty() && !ALWAYS.contains(option) && !option.equalsIgnoreCase("close")) {
                    named = named == null ? new DefaultHttpHeaders(false) : named;
                    named.set(option, "");
                }
            }
        }
        return named == null ? ORDINARY : new ConnectionHeaders(named);
    }

    /** Whether a header is for this connection only. */
    public boolean contains(CharSequence name) {
        return ALWAYS.contains(name) || (named != null && named.contains(name));
    }
}
