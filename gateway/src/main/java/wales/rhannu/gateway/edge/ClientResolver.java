package wales.rhannu.gateway.edge;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import reactor.netty.http.server.HttpServerRequest;
import wales.rhannu.gateway.GatewaySettings;

/** Finds the client's address, scheme and host; forwarding headers count only if a trusted proxy sent them. */
@Component
class ClientResolver {

    private final @Nullable Pattern trusted;

    ClientResolver(GatewaySettings settings) {
        trusted = settings.trustedProxies().isBlank() ? null : Pattern.compile(settings.trustedProxies());
    }

    /** The client's own address: behind trusted proxies, the last one in X-Forwarded-For that is none of theirs. */
    String address(ServerHttpRequest request) {
        String address = peer(request);
        if (!trusts(address)) {
            return address;
        }
        String[] hops = String.join(",", request.getHeaders().getOrEmpty("X-Forwarded-For"))
                .split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            String hop = hops[i].strip();
            if (hop.isEmpty() || hop.length() > 64) {
                break;
            }
            address = hop;
            if (!trusts(hop)) {
                break;
            }
        }
        return address;
    }

    /** Whether the client came by https. */
    boolean secure(ServerHttpRequest request) {
        return scheme(request).equals("https");
    }

    /** Sets the forwarding headers that services trust. */
    void forward(ServerHttpRequest request, BiConsumer<String, String> to) {
        String scheme = scheme(request);
        String host = host(request);
        to.accept("X-Forwarded-For", address(request));
        to.accept("X-Forwarded-Proto", scheme);
        to.accept("X-Forwarded-Port", port(host, scheme));
        if (!host.isEmpty()) {
            to.accept("X-Forwarded-Host", host);
        }
    }

    /** Whether a header describes the client or its connection; such headers of a client are removed. */
    static boolean speaksOfClient(CharSequence name) {
        return AsciiString.regionMatches(name, true, 0, "X-Forwarded-", 0, 12)
                || AsciiString.contentEqualsIgnoreCase(name, "Forwarded")
                || AsciiString.contentEqualsIgnoreCase(name, "X-Real-IP");
    }

    private String scheme(ServerHttpRequest request) {
        String told = told(request, "X-Forwarded-Proto");
        if (told != null && (told.equals("https") || told.equals("http"))) {
            return told;
        }
        return request.getSslInfo() == null ? "http" : "https";
    }

    /**
     * The host, and its port if one is given, that the client asked for: as a trusted proxy says, else as the request's target
     * says if that is in absolute form (RFC 9112, section 3.2.2), else as Host says. Empty where nothing says so.
     */
    String host(ServerHttpRequest request) {
        String told = told(request, "X-Forwarded-Host");
        if (told != null && !told.isBlank()) {
            int comma = told.indexOf(',');
            return (comma < 0 ? told : told.substring(0, comma)).strip();
        }
        String target = targetAuthority(request);
        if (target != null) {
            return target;
        }
        String host = request.getHeaders().getFirst(HttpHeaders.HOST);
        return host == null ? "" : host;
    }

    private static @Nullable String targetAuthority(ServerHttpRequest request) {
        if (!(ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest original)) {
            return null;
        }
        String target = original.uri();
        if (target.startsWith("/") || target.equals("*")) {
            return null;
        }
        String authority = URI.create(target).getRawAuthority();
        return authority == null ? "" : authority;
    }

    private static String port(String host, String scheme) {
        int colon = host.lastIndexOf(':');
        if (colon > host.lastIndexOf(']') && colon + 1 < host.length()) {
            return host.substring(colon + 1);
        }
        return scheme.equals("https") ? "443" : "80";
    }

    private @Nullable String told(ServerHttpRequest request, String header) {
        return trusted != null && trusts(peer(request)) ? request.getHeaders().getFirst(header) : null;
    }

    private boolean trusts(String address) {
        return trusted != null && trusted.matcher(address).matches();
    }

    private static String peer(ServerHttpRequest request) {
        InetSocketAddress peer = request.getRemoteAddress();
        if (peer == null) {
            return "unknown";
        }
        return peer.getAddress() == null
                ? peer.getHostString()
                : peer.getAddress().getHostAddress();
    }
}
