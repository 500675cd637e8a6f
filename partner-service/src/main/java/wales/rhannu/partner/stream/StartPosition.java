package wales.rhannu.partner.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/**
 * Where a reader asks to begin: after a cursor, at the beginning when there is none, or at the end.
 *
 * @param after null for the beginning, or the end
 */
record StartPosition(@Nullable Cursor after, boolean atEnd) {

    /** @throws DomainException when what was given is no cursor, or one that cannot be honoured any more */
    static StartPosition of(
            TopicStream stream, @Nullable String cursor, @Nullable String from, Clock clock, Duration lifetime) {
        if (from != null && !from.equals("end") && !from.equals("beginning")) {
            throw DomainException.malformed(List.of(Violation.of("from", "not-one-of", "end, beginning")));
        }
        if (cursor == null || cursor.isEmpty()) {
            return new StartPosition(null, "end".equals(from));
        }
        Cursor after = Cursor.decode(stream.name(), cursor);
        if (after.isExpired(clock.instant(), lifetime)) {
            throw Cursor.gone();
        }
        StartPosition start = new StartPosition(after, false);
        TopicLog log = stream.log();
        if (log != null) {
            start.mustFit(log);
        }
        return start;
    }

    /** Null for the beginning. */
    @Nullable
    Position position() {
        return after == null || after.position().partitions() == 0 ? null : after.position();
    }

    /** @throws DomainException when the cursor is one of an earlier log of the topic */
    void mustFit(TopicLog log) {
        Position position = position();
        if (after != null
                && position != null
                && (after.log() != log.id() || position.partitions() != log.partitions())) {
            throw Cursor.gone();
        }
    }
}
