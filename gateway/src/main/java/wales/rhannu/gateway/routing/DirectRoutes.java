package wales.rhannu.gateway.routing;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Finds a request's service by the beginning of its path, where Spring Cloud Gateway would try every pattern of every route. It
 * is left to that whatever is not plain: a path with escapes, a preflight request, patterns of another form than
 * {@code /path} and {@code /path/**}.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class DirectRoutes implements WebFilter {

    /** The path patterns of a route. */
    static final String PATHS = "paths";

    private static final String BELOW = "/**";

    private record Target(Route route, int order) {}

    private final FilteringWebHandler handler;
    private final Map<String, Target> whole = new HashMap<>();
    private final Map<String, Target> beginnings = new HashMap<>();
    private final int managementPort;
    private boolean allPlain = true;

    DirectRoutes(FilteringWebHandler handler, RouteLocator routes, Environment environment) {
        this.handler = handler;
        this.managementPort = environment.getProperty("management.server.port", Integer.class, -1);
        for (Route route :
                Objects.requireNonNull(routes.getRoutes().collectList().block())) {
            for (Object path : (Collection<?>) route.getMetadata().getOrDefault(PATHS, List.of())) {
                add(String.valueOf(path), route);
            }
        }
    }

    private void add(String path, Route route) {
        boolean below = path.endsWith(BELOW);
        String plain = below ? path.substring(0, path.length() - BELOW.length()) : path;
        allPlain &= !plain.matches(".*[*?{}%].*");
        Target target = new Target(route, whole.size() + beginnings.size());
        (below ? beginnings : whole).putIfAbsent(plain, target);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        Route route = route(request.getURI().getRawPath());
        if (route == null || CorsUtils.isPreFlightRequest(request) || isForManagement(request)) {
            return chain.filter(exchange);
        }
        exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR, route);
        return handler.handle(exchange);
    }

    private boolean isForManagement(ServerHttpRequest request) {
        return managementPort >= 0
                && request.getLocalAddress() != null
                && request.getLocalAddress().getPort() == managementPort;
    }

    /** The first that matches in the order of the routes; null where none does, or it takes more to say. */
    @Nullable
    Route route(String path) {
        if (!allPlain || path.indexOf('%') >= 0) {
            return null;
        }
        Target found = whole.get(path);
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            Target target = beginnings.get(path.substring(0, end));
            if (target != null && (found == null || target.order() < found.order())) {
                found = target;
            }
        }
        return found == null ? null : found.route();
    }
}
