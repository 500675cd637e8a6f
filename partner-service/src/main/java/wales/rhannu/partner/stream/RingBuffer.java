package wales.rhannu.partner.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest events of a topic, bounded by their number and their size. */
final class RingBuffer {

    private final @Nullable WireEvent[] slots;
    private final long mostBytes;
    private final Position base;
    private long first;
    private long next;
    private long bytes;

    /** What comes after this position is what it will hold. */
    RingBuffer(Position base, int mostEvents, long mostBytes) {
        this.base = base.copy();
        this.slots = new WireEvent[mostEvents];
        this.mostBytes = mostBytes;
    }

    /** Gives by how much it holds more now, or less. */
    synchronized long append(WireEvent event) {
        long before = bytes;
        slots[slot(next++)] = event;
        bytes += event.size();
        while (next - first > slots.length - 1 || (bytes > mostBytes && next - first > 1)) {
            forget();
        }
        return bytes - before;
    }

    /** Removes the oldest event unless it is the only one; returns the bytes that were freed. */
    synchronized long forgetOldest() {
        long before = bytes;
        if (next - first > 1) {
            forget();
        }
        return before - bytes;
    }

    private void forget() {
        WireEvent oldest = slots[slot(first)];
        base.advance(oldest.partition(), oldest.offset() + 1);
        bytes -= oldest.size();
        slots[slot(first++)] = null;
    }

    synchronized long bytes() {
        return bytes;
    }

    private int slot(long index) {
        return (int) (index % slots.length);
    }

    /** From which index a reader at this position has all that follows; -1 when it is behind what is kept. */
    synchronized long indexFor(Position position) {
        if (!position.hasReached(base)) {
            return -1;
        }
        for (long index = first; index < next; index++) {
            if (position.isBefore(slots[slot(index)])) {
                return index;
            }
        }
        return next;
    }

    /** The event at an index; null when it is no longer kept, or not there yet. */
    synchronized @Nullable WireEvent at(long index) {
        return index < first || index >= next ? null : slots[slot(index)];
    }

    /** Whether what was at an index is no longer kept. */
    synchronized boolean isGone(long index) {
        return index < first;
    }

    /**
     * Events from an index on, as many as may be; the first in any case. Null when they are no longer kept.
     *
     * @param mostBytes how large they may be together
     */
    synchronized @Nullable List<WireEvent> from(long index, int most, long mostBytes) {
        if (index < first) {
            return null;
        }
        List<WireEvent> events = new ArrayList<>();
        long size = 0;
        for (long at = index; at < next && events.size() < most; at++) {
            WireEvent event = slots[slot(at)];
            size += event.size();
            if (size > mostBytes && !events.isEmpty()) {
                break;
            }
            events.add(event);
        }
        return events;
    }

    /** How many events are kept from an index on. */
    synchronized long after(long index) {
        return next - Math.max(index, first);
    }
}
