package wales.rhannu.gateway.edge;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import wales.rhannu.gateway.problem.Problem;
import wales.rhannu.gateway.problem.ProblemException;

/**
 * The first that a request meets: refuses addresses that no client of ours writes and hosts that are not ours, and puts the
 * security headers on every answer.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class EdgeFilter implements WebFilter {

    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private static final String SENT = EdgeFilter.class.getName() + ".sent";

    private final ClientResolver clients;
    private final AllowedHosts hosts;

    EdgeFilter(ClientResolver clients, AllowedHosts hosts) {
        this.clients = clients;
        this.hosts = hosts;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        HttpServerResponse answer = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
        SecurityHeaders.put(answer.responseHeaders(), clients.secure(request));
        exchange.getAttributes().put(SENT, request.getHeaders());
        if (!METHODS.contains(request.getMethod())) {
            return Mono.error(new ProblemException(Problem.METHOD_NOT_ALLOWED));
        }
        if (!isTarget(request)
                || !readable(request.getURI().getRawPath(), true)
                || !readable(request.getURI().getRawQuery(), false)) {
            return Mono.error(new ProblemException(Problem.MALFORMED));
        }
        Problem refusal = hosts.refusal(request);
        return refusal == null ? chain.filter(exchange) : Mono.error(new ProblemException(refusal));
    }

    /** Whether the original request target is valid; the server replaces one that it cannot parse by that of the front page. */
    private static boolean isTarget(ServerHttpRequest request) {
        if (!(ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest original)) {
            return true;
        }
        String target = original.uri();
        return target.startsWith("/") || target.equals("*") || isUri(target);
    }

    private static boolean isUri(String target) {
        try {
            return new URI(target).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether the request's headers are still those that came in. */
    static boolean hasHeadersAsSent(ServerWebExchange exchange) {
        return exchange.getAttribute(SENT) == exchange.getRequest().getHeaders();
    }

    /** Refuses invalid escapes, control characters, and paths that a service might normalise to another path. */
    static boolean readable(@Nullable String raw, boolean path) {
        if (raw == null) {
            return true;
        }
        int length = raw.length();
        boolean onlyDots = path;
        int dots = 0;
        for (int i = 0; i < length; i++) {
            int c = raw.charAt(i);
            boolean separator = c == '/';
            if (c == '%') {
                if (i + 2 >= length) {
                    return false;
                }
                int high = Character.digit(raw.charAt(i + 1), 16);
                int low = Character.digit(raw.charAt(i + 2), 16);
                if (high < 0 || low < 0) {
                    return false;
                }
                c = high * 16 + low;
                i += 2;
                if (c == 0 || (path && (c < 0x20 || c == 0x7f || c == '/' || c == '\\' || c == '%' || c == ';'))) {
                    return false;
                }
            } else if (c < 0x20 || (path && (c == '\\' || c == ';'))) {
                return false;
            }
            if (separator) {
                if (onlyDots && dots > 0) {
                    return false;
                }
                onlyDots = true;
                dots = 0;
            } else if (c == '.') {
                dots++;
            } else {
                onlyDots = false;
            }
        }
        return !path || !onlyDots || dots == 0;
    }
}
