package wales.rhannu.gateway.session;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Answers a reader whose session was ended elsewhere as it answers anybody. A service refuses the token of such a session (401), also
 * where no token is needed: the provider is asked then, and the request is sent again, with a new token or without one. A
 * change is not sent again.
 */
@Component
class RefusedSessionFilter implements GlobalFilter, Ordered {

    private final TokenRenewal renewals;
    private final SessionCookies sessions;

    RefusedSessionFilter(TokenRenewal renewals, SessionCookies sessions) {
        this.renewals = renewals;
        this.sessions = sessions;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Optional<CookieSession> relayed = TokenRelayFilter.relayed(exchange);
        if (relayed.isEmpty()) {
            return chain.filter(exchange);
        }
        return chain.filter(exchange)
                .then(Mono.defer(() ->
                        HttpStatus.UNAUTHORIZED.equals(exchange.getResponse().getStatusCode())
                                ? renewals.afterRefusal(relayed.get())
                                        .flatMap(outcome -> again(exchange, chain, relayed.get(), outcome))
                                : Mono.empty()));
    }

    private Mono<Void> again(
            ServerWebExchange exchange, GatewayFilterChain chain, CookieSession refused, TokenRenewal.Outcome outcome) {
        String token = null;
        if (outcome instanceof TokenRenewal.Outcome.Renewed renewed
                && !renewed.session().accessToken().equals(refused.accessToken())) {
            TokenRelayFilter.write(exchange, sessions.cookie(renewed.session()));
            token = renewed.session().accessToken();
        } else if (outcome instanceof TokenRenewal.Outcome.Ended) {
            TokenRelayFilter.write(exchange, Optional.of(sessions.end()));
        }
        if (!isRead(exchange.getRequest())) {
            return Mono.empty();
        }
        ServerWebExchangeUtils.reset(exchange);
        return chain.filter(withToken(exchange, token));
    }

    private static boolean isRead(ServerHttpRequest request) {
        return TokenRelayFilter.SAFE.contains(request.getMethod())
                && request.getHeaders().getContentLength() <= 0
                && !request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    private static ServerWebExchange withToken(ServerWebExchange exchange, @Nullable String token) {
        return exchange.mutate()
                .request(changed -> changed.headers(headers -> {
                    headers.remove(HttpHeaders.AUTHORIZATION);
                    if (token != null) {
                        headers.setBearerAuth(token);
                    }
                }))
                .build();
    }

    /** Ordered before the circuit breaker and the sending of the request, and after the filter that writes the answer. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 2;
    }
}
