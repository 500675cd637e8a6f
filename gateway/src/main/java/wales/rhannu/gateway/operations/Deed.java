package wales.rhannu.gateway.operations;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator does about a dead letter. */
enum Deed {
    REPLAY,
    DISCARD;

    /** The name in paths and forms. */
    String segment() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Deed> of(@Nullable String segment) {
        for (Deed deed : values()) {
            if (deed.segment().equals(segment)) {
                return Optional.of(deed);
            }
        }
        return Optional.empty();
    }
}
