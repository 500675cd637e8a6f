package wales.rhannu.gateway.session;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseCookie;
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
 * at; one with a token of its own goes by that. A change by a session must come from a page of our own address. A token that
 * expires soon is renewed first.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 15)
class TokenRelayFilter implements WebFilter {

    static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String RELAYED = TokenRelayFilter.class.getName() + ".relayed";
    private static final String WRITTEN = TokenRelayFilter.class.getName() + ".written";
    private static final long TRY_AGAIN_AFTER = 5;

    private final SessionCookies sessions;
    private final TokenRenewal renewals;
    private final String origin;

    TokenRelayFilter(SessionCookies sessions, TokenRenewal renewals) {
        this.sessions = sessions;
        this.renewals = renewals;
        this.origin = origin(sessions.address());
    }

    /** The session whose token was sent to a service; empty if there was none. */
    static Optional<CookieSession> relayed(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(RELAYED));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        List<String> cookies = request.getHeaders().get(HttpHeaders.COOKIE);
        if (cookies == null || !sessions.isIn(cookies)) {
            return chain.filter(exchange);
        }
        Optional<CookieSession> session = sessions.of(exchange);
        if (session.filter(renewals::hasEnded).isPresent()) {
            write(exchange, Optional.of(sessions.end()));
            return goOn(exchange, chain, cookies, Optional.empty(), false);
        }
        boolean relays = session.isPresent() && actsBySession(request);
        if (relays && !SAFE.contains(request.getMethod()) && !isOurs(request.getHeaders())) {
            return Mono.error(new ProblemException(Problem.CROSS_SITE));
        }
        Function<Optional<CookieSession>, Mono<Void>> then = by -> goOn(exchange, chain, cookies, by, relays);
        Instant now = sessions.clock().instant();
        if (session.isEmpty()
                || !(relays || isOurPage(request))
                || !session.get().isDue(now)) {
            return then.apply(session);
        }
        CookieSession due = session.get();
        return renewals.of(due).flatMap(outcome -> {
            if (outcome instanceof TokenRenewal.Outcome.Renewed renewed) {
                write(exchange, sessions.cookie(renewed.session()));
                return then.apply(Optional.of(renewed.session()));
            }
            if (outcome instanceof TokenRenewal.Outcome.Ended) {
                write(exchange, Optional.of(sessions.end()));
                return then.apply(Optional.empty());
            }
            if (due.isLive(now)) {
                return then.apply(Optional.of(due));
            }
            return SAFE.contains(request.getMethod())
                    ? then.apply(Optional.empty())
                    : Mono.error(new ProblemException(Problem.UNAVAILABLE, TRY_AGAIN_AFTER));
        });
    }

    private Mono<Void> goOn(
            ServerWebExchange exchange,
            WebFilterChain chain,
            List<String> cookies,
            Optional<CookieSession> session,
            boolean relays) {
        session.ifPresent(it -> it.attach(exchange));
        String token =
                session.filter(it -> relays).map(CookieSession::accessToken).orElse(null);
        if (token != null) {
            session.ifPresent(it -> exchange.getAttributes().put(RELAYED, it));
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

    /** Pages of the gateway that need a token themselves. */
    private static boolean isOurPage(ServerHttpRequest request) {
        return request.getURI().getRawPath().startsWith("/operations");
    }

    /** Gives the browser a session's cookie, with whatever answer there will be; another one written before is not sent. */
    static void write(ServerWebExchange exchange, Optional<ResponseCookie> cookie) {
        cookie.ifPresent(it -> {
            exchange.getResponse().getCookies().set(it.getName(), it);
            if (exchange.getAttributes().put(WRITTEN, true) == null) {
                exchange.getResponse().beforeCommit(() -> {
                    exchange.getResponse().getHeaders().setCacheControl("no-store");
                    return Mono.empty();
                });
            }
        });
    }

    /** Sign-in pages get no token, because membership-service has a session of its own for them. */
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

    /** Forbids shared caches, because they do not see that a token was used. */
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
