package wales.rhannu.gateway.edge;

import java.util.concurrent.Semaphore;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;
import wales.rhannu.gateway.problem.Problem;
import wales.rhannu.gateway.problem.ProblemException;

/**
 * So many read the metrics at once; who is too many is told to try again. Other limits do not count who reads them, and each
 * reader would wait for one of a few threads, in a queue of a hundred thousand.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 21)
class ScrapeLimitFilter implements WebFilter {

    static final String PATH = "/actuator/prometheus";

    /** Matches paths as the endpoint's mapping does, without escapes and parameters. */
    private static final PathPattern ENDPOINT = PathPatternParser.defaultInstance.parse(PATH);

    /** Enough for two Prometheus servers and a person. */
    private static final int AT_ONCE = 4;

    private final Semaphore places = new Semaphore(AT_ONCE);

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!ENDPOINT.matches(exchange.getRequest().getPath().pathWithinApplication())) {
            return chain.filter(exchange);
        }
        return Mono.defer(() -> places.tryAcquire()
                ? chain.filter(exchange).doFinally(end -> places.release())
                : Mono.error(new ProblemException(Problem.TOO_MANY_REQUESTS, 1)));
    }
}
