package wales.rhannu.gateway.session;

import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Whether a session goes on whose token a service refused to a page of ours. */
@Component
public class SessionCheck {

    private final TokenRenewal renewals;
    private final SessionCookies sessions;

    SessionCheck(TokenRenewal renewals, SessionCookies sessions) {
        this.renewals = renewals;
        this.sessions = sessions;
    }

    /** Asks the provider. With the answer the browser gets the next token of a session, or loses one that has ended. */
    public Mono<Boolean> hasEnded(ServerWebExchange exchange, CookieSession refused) {
        return renewals.afterRefusal(refused).map(outcome -> {
            if (outcome instanceof TokenRenewal.Outcome.Renewed renewed) {
                TokenRelayFilter.write(exchange, sessions.cookie(renewed.session()));
            } else if (outcome instanceof TokenRenewal.Outcome.Ended) {
                TokenRelayFilter.write(exchange, Optional.of(sessions.end()));
                return true;
            }
            return false;
        });
    }
}
