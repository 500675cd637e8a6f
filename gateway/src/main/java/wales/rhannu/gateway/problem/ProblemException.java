package wales.rhannu.gateway.problem;

import java.io.Serial;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/** A problem that the gateway answers itself; it has no stack trace, so that a flood of refusals stays cheap. */
public final class ProblemException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private static final String DECIDED = ProblemException.class.getName() + ".decided";

    private final Problem problem;
    private final long retryAfterSeconds;
    private final transient List<String> unknownParameters;

    public ProblemException(Problem problem) {
        this(problem, 0);
    }

    /** A request that may come again. */
    public ProblemException(Problem problem, long retryAfterSeconds) {
        this(problem, retryAfterSeconds, List.of());
    }

    private ProblemException(Problem problem, long retryAfterSeconds, List<String> unknownParameters) {
        super(problem.name(), null, false, false);
        this.problem = problem;
        this.retryAfterSeconds = retryAfterSeconds;
        this.unknownParameters = unknownParameters;
    }

    /** A request of an API that has parameters, which it does not take. */
    public static ProblemException ofUnknown(Collection<String> parameters) {
        return new ProblemException(Problem.INVALID, 0, List.copyOf(parameters));
    }

    /** Sets the problem with which a request is answered, whatever exception follows. */
    public static void decide(ServerWebExchange exchange, Problem problem) {
        exchange.getAttributes().put(DECIDED, problem);
    }

    /** The problem that was set; null if the exception itself decides. */
    public static @Nullable Problem decided(ServerWebExchange exchange) {
        return exchange.getAttribute(DECIDED);
    }

    Problem problem() {
        return problem;
    }

    List<String> unknownParameters() {
        return unknownParameters;
    }

    /** Zero when it is not known. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
