package wales.rhannu.gateway.session;

import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Whether a session goes on whose token a service refused to a page of ours. */
@Component
public class SessionCheck {

    private final Renewals renewals;
    private final Sessions sessions;

    SessionCheck(Renewals renewals, Sessions sessions) {
        this.renewals = renewals;
        this.sessions = sessions;
    }

    /** Asks the provider. With the answer the browser gets the next token of a session, or loses one that has ended. */
    public Mono<Boolean> hasEnded(ServerWebExchange exchange, Session refused) {
        return renewals.afterRefusal(refused).map(outcome -> {
            if (outcome instanceof Renewals.Outcome.Renewed renewed) {
                SessionRelay.write(exchange, sessions.cookie(renewed.session()));
            } else if (outcome instanceof Renewals.Outcome.Ended) {
                SessionRelay.write(exchange, Optional.of(sessions.end()));
                return true;
            }
            return false;
        });
    }
}
