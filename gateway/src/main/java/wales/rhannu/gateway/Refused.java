package wales.rhannu.gateway;

import java.io.Serial;

/** A request that the gateway answers itself; without a stack trace, because a flood of them must be cheap. */
public final class Refused extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final Problem problem;
    private final long retryAfterSeconds;

    public Refused(Problem problem) {
        this(problem, 0);
    }

    Refused(Problem problem, long retryAfterSeconds) {
        super(problem.name(), null, false, false);
        this.problem = problem;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    Problem problem() {
        return problem;
    }

    /** Zero when it is not known. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
