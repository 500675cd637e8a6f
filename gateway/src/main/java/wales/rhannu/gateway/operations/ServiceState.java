package wales.rhannu.gateway.operations;

import org.jspecify.annotations.Nullable;
import wales.rhannu.gateway.routing.Readiness;

/**
 * A service as it is at the moment.
 *
 * @param seen whether it says that it is ready, and its circuit
 * @param said how its answer was
 * @param status absent unless it answered
 * @param letters absent where they could not be read
 * @param jobs absent where they could not be read
 */
record ServiceState(
        String name,
        Readiness.Service seen,
        ResponseKind said,
        ServiceReport.@Nullable Status status,
        ServiceReport.@Nullable DeadLetters letters,
        ServiceReport.@Nullable Jobs jobs) {

    /** How a service answers an operator. */
    enum ResponseKind {
        ANSWER,
        /** The service did not answer in time. */
        NOTHING,
        /** The service refused the token, for example because the member was disabled. */
        NOT_TO_YOU,
        /** The answer could not be parsed: the service has another version, or a fault. */
        NONSENSE
    }

    /** The last part of a message's key. */
    public String state() {
        return switch (said) {
            case NOTHING -> "silent";
            case NOT_TO_YOU -> "refuses";
            case NONSENSE -> "odd";
            case ANSWER -> seen.state().equals("up") ? "up" : "not-ready";
        };
    }
}
