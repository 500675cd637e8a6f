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

    synchronized void append(WireEvent event) {
        slots[slot(next++)] = event;
        bytes += event.size();
        while (next - first > slots.length - 1 || (bytes > mostBytes && next - first > 1)) {
            WireEvent oldest = slots[slot(first)];
            base.advance(oldest.partition(), oldest.offset() + 1);
            bytes -= oldest.size();
            slots[slot(first++)] = null;
        }
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

    /** Up to so many events from an index on; null when they are no longer kept. */
    synchronized @Nullable List<WireEvent> from(long index, int most) {
        if (index < first) {
            return null;
        }
        int count = (int) Math.min(most, next - index);
        List<WireEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(slots[slot(index + i)]);
        }
        return events;
    }

    /** How many events are kept from an index on. */
    synchronized long after(long index) {
        return next - Math.max(index, first);
    }
}
