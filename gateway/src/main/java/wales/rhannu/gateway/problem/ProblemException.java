package wales.rhannu.gateway.problem;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/** A request that the gateway answers itself; without a stack trace, because a flood of them must be cheap. */
public final class ProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private static final String DECIDED = ProblemException.class.getName() + ".decided";

    private final Problem problem;
    private final long retryAfterSeconds;

    public ProblemException(Problem problem) {
        this(problem, 0);
    }

    /** A request that may come again. */
    public ProblemException(Problem problem, long retryAfterSeconds) {
        super(problem.name(), null, false, false);
        this.problem = problem;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** Decides what a request is answered, whatever its sending on fails with after that. */
    public static void decide(ServerWebExchange exchange, Problem problem) {
        exchange.getAttributes().put(DECIDED, problem);
    }

    /** What was decided; null for a request that fails by what it fails with. */
    public static @Nullable Problem decided(ServerWebExchange exchange) {
        return exchange.getAttribute(DECIDED);
    }

    Problem problem() {
        return problem;
    }

    /** Zero when it is not known. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
