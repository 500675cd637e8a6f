package wales.rhannu.gateway.edge;

import io.netty.handler.codec.http.HttpVersion;
import java.net.IDN;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import reactor.netty.http.server.HttpServerRequest;
import wales.rhannu.gateway.GatewaySettings;
import wales.rhannu.gateway.problem.Problem;

/**
 * The hosts that the platform answers at: that of its own address, and those of {@code rhannu.hosts}. A page elsewhere that
 * makes its own name lead here (DNS rebinding) reaches nothing, and neither does a host that a client made up.
 */
@Component
public class AllowedHosts {

    private static final String ANY_PORT = ":*";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final ClientResolver clients;
    private final Authority own;
    private final Set<Authority> allowed = new HashSet<>();
    private final Set<String> atAnyPort = new HashSet<>();
    /** The configured address as text, which most requests have as Host; comparing it first saves parsing. */
    private final String written;

    AllowedHosts(GatewaySettings settings, ClientResolver clients, @Value("${rhannu.security.issuer}") URI address) {
        this.clients = clients;
        this.written = String.valueOf(address.getRawAuthority());
        this.own = parsed("rhannu.security.issuer", written);
        add(own, "https".equals(address.getScheme()) ? HTTPS : HTTP);
        settings.hosts().stream()
                .map(String::strip)
                .filter(host -> !host.isEmpty())
                .forEach(this::allow);
    }

    private void allow(String host) {
        if (host.endsWith(ANY_PORT)) {
            atAnyPort.add(parsed("rhannu.hosts", host.substring(0, host.length() - ANY_PORT.length()))
                    .host());
            return;
        }
        Authority also = parsed("rhannu.hosts", host);
        add(also, HTTP);
        add(also, HTTPS);
    }

    /** The default port of the scheme may be given or left out. */
    private void add(Authority authority, int defaultPort) {
        allowed.add(authority);
        if (authority.port() == Authority.DEFAULT) {
            allowed.add(new Authority(authority.host(), defaultPort));
        } else if (authority.port() == defaultPort) {
            allowed.add(new Authority(authority.host(), Authority.DEFAULT));
        }
    }

    private static Authority parsed(String setting, String host) {
        Authority authority = Authority.parse(host.startsWith("[") ? host : IDN.toASCII(host));
        if (authority == null) {
            throw new IllegalArgumentException(setting + ": " + host + " is not a host, or a host and a port");
        }
        return authority;
    }

    /** The problem of a request for another host, or without a valid one; null if the request may pass. */
    @Nullable
    Problem refusal(ServerHttpRequest request) {
        List<String> sent = request.getHeaders().getOrEmpty(HttpHeaders.HOST);
        String asked = clients.host(request);
        if (sent.size() == 1 && written.equals(sent.get(0)) && written.equals(asked)) {
            return null;
        }
        // who asks for health and metrics uses whatever address the process has
        return request.getPath().value().startsWith("/actuator/")
                ? null
                : refusal(sent, asked, sent.isEmpty() && needsHost(request));
    }

    @Nullable
    Problem refusal(List<String> sent, String asked, boolean needsHost) {
        if (sent.size() > 1 || (sent.isEmpty() ? needsHost : Authority.parse(sent.get(0)) == null)) {
            return Problem.MALFORMED;
        }
        if (sent.isEmpty() && asked.isEmpty()) {
            return null;
        }
        Authority authority = Authority.parse(asked);
        if (authority == null) {
            return Problem.MALFORMED;
        }
        return allowed.contains(authority) || atAnyPort.contains(authority.host()) ? null : Problem.MISDIRECTED;
    }

    /**
     * Whether a cookie that a request is answered with comes back at the platform's own address, because the request came by that
     * host, whatever the port (RFC 6265, section 8.5).
     */
    public boolean isOfAddress(ServerHttpRequest request) {
        Authority authority = Authority.parse(clients.host(request));
        return authority != null && authority.host().equals(own.host());
    }

    /** HTTP/1.0 requests may lack a Host header (RFC 9112, section 3.2). */
    private static boolean needsHost(ServerHttpRequest request) {
        return !(ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest original)
                || !HttpVersion.HTTP_1_0.equals(original.version());
    }
}
