package wales.rhannu.gateway.operations;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator does about a dead letter. */
enum DeadLetterAction {
    REPLAY,
    DISCARD;

    /** The name in paths and forms. */
    String segment() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<DeadLetterAction> of(@Nullable String segment) {
        for (DeadLetterAction action : values()) {
            if (action.segment().equals(segment)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
