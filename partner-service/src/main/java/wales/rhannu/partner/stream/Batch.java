package wales.rhannu.partner.stream;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read in one go.
 *
 * @param log null while there is no such topic
 * @param from where it begins
 * @param after where it ends: past the last event, and past what is none
 * @param atEnd whether there was no more then
 * @param at when reading began
 * @param share what it takes of what all may hold together; null where it takes nothing
 */
record Batch(
        @Nullable TopicLog log,
        Position from,
        List<WireEvent> events,
        Position after,
        boolean atEnd,
        Instant at,
        ReadBudget.@Nullable Share share) {

    /** Of a topic that is not there yet. */
    static Batch none(Instant at) {
        return new Batch(null, Position.of(), List.of(), Position.of(), true, at, null);
    }

    /** What a topic has after its end. */
    static Batch end(TopicLog log, Position end, Instant at) {
        return new Batch(log, end, List.of(), end, true, at, null);
    }

    Batch with(ReadBudget.Share given) {
        given.become(events.stream().mapToLong(WireEvent::size).sum());
        return new Batch(log, from, events, after, atEnd, at, given);
    }

    /** Must be called by the reader of the batch when it no longer holds it. */
    void release() {
        if (share != null) {
            share.release();
        }
    }

    /** Where it ends, for whoever had all there was, or began, at that time. */
    Cursor cursor(Instant current) {
        return new Cursor(log == null ? 0 : log.id(), after, current);
    }
}
