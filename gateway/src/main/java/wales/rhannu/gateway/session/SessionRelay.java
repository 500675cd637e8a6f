package wales.rhannu.gateway.session;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import wales.rhannu.gateway.problem.Problem;
import wales.rhannu.gateway.problem.ProblemException;

/**
 * Gives a service the token of who is signed in, and never the session's cookie. A request without that cookie is not looked
 * at; one with a token of its own goes by that. A change by a session must come from a page of our own address.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 15)
class SessionRelay implements WebFilter {

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Sessions sessions;
    private final String origin;

    SessionRelay(Sessions sessions) {
        this.sessions = sessions;
        this.origin = origin(sessions.address());
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        List<String> cookies = request.getHeaders().get(HttpHeaders.COOKIE);
        if (cookies == null || !sessions.isIn(cookies)) {
            return chain.filter(exchange);
        }
        Optional<Session> session = sessions.of(exchange);
        session.ifPresent(it -> it.attach(exchange));
        String token = session.filter(it -> actsBySession(request))
                .map(Session::accessToken)
                .orElse(null);
        if (token != null && !SAFE.contains(request.getMethod()) && !isOurs(request.getHeaders())) {
            return Mono.error(new ProblemException(Problem.CROSS_SITE));
        }
        if (token != null) {
            keptByNobody(exchange);
        }
        return chain.filter(exchange.mutate()
                .request(changed -> changed.headers(headers -> {
                    without(cookies, headers);
                    if (token != null) {
                        headers.setBearerAuth(token);
                    }
                }))
                .build());
    }

    /** The pages of signing in have a session of their own, and a token that they do not expect would get in its way. */
    private static boolean actsBySession(ServerHttpRequest request) {
        return request.getURI().getRawPath().startsWith("/api/")
                && !request.getHeaders().containsHeader(HttpHeaders.AUTHORIZATION);
    }

    /**
     * By what browsers say and no page can: every current one sends Sec-Fetch-Site to https and to localhost, and every one
     * the origin of a change.
     */
    private boolean isOurs(HttpHeaders headers) {
        String site = headers.getFirst("Sec-Fetch-Site");
        return site == null ? origin.equals(headers.getOrigin()) : site.equals("same-origin");
    }

    private void without(List<String> cookies, HttpHeaders headers) {
        List<String> others = new ArrayList<>();
        for (String header : cookies) {
            for (String pair : header.split(";", -1)) {
                String cookie = pair.strip();
                if (!cookie.isEmpty() && !isSession(cookie)) {
                    others.add(cookie);
                }
            }
        }
        if (others.isEmpty()) {
            headers.remove(HttpHeaders.COOKIE);
        } else {
            headers.set(HttpHeaders.COOKIE, String.join("; ", others));
        }
    }

    private boolean isSession(String cookie) {
        String name = sessions.cookieName();
        return cookie.equals(name) || cookie.startsWith(name + "=");
    }

    /** A cache between here and the browser does not know that a token was needed. */
    private static void keptByNobody(ServerWebExchange exchange) {
        exchange.getResponse().beforeCommit(() -> {
            HttpHeaders headers = exchange.getResponse().getHeaders();
            if (headers.getCacheControl() == null) {
                headers.setCacheControl("no-store");
            }
            headers.add(HttpHeaders.VARY, HttpHeaders.COOKIE);
            return Mono.empty();
        });
    }

    private static String origin(URI address) {
        @Nullable String host = address.getHost();
        return address.getScheme() + "://" + host + (address.getPort() < 0 ? "" : ":" + address.getPort());
    }
}
