package wales.rhannu.starter.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work that goes on in the background and is not over yet.
 *
 * @param kind what kind of work, in kebab case
 * @param state {@code waiting} or {@code running}
 * @param name what an operator knows it by
 * @param total how many pieces there are; 0 when that is not known
 * @param done how many of them are behind it
 * @param startedAt absent while it waits
 */
public record Job(
        String id,
        String kind,
        String state,
        String name,
        int total,
        int done,
        Instant requestedAt,
        @Nullable Instant startedAt) {}
