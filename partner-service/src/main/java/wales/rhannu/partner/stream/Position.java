package wales.rhannu.partner.stream;

import java.util.Arrays;
import java.util.Map;

/** Where a reader is on a topic: the next offset of each partition. */
final class Position {

    private final long[] next;

    private Position(long[] next) {
        this.next = next;
    }

    static Position of(long... next) {
        return new Position(next.clone());
    }

    /** From the next offset of each partition, of which there are as many as the map has. */
    static Position of(Map<Integer, Long> next) {
        long[] offsets = new long[next.size()];
        next.forEach((partition, offset) -> offsets[partition] = offset);
        return new Position(offsets);
    }

    Position copy() {
        return new Position(next.clone());
    }

    int partitions() {
        return next.length;
    }

    long next(int partition) {
        return next[partition];
    }

    /** Goes on to an offset; never back. */
    void advance(int partition, long to) {
        next[partition] = Math.max(next[partition], to);
    }

    /** Whether an event is still to come. */
    boolean isBefore(WireEvent event) {
        return next[event.partition()] <= event.offset();
    }

    /** Whether it is there, or past it, on every partition. */
    boolean hasReached(Position other) {
        for (int partition = 0; partition < next.length; partition++) {
            if (next[partition] < other.next[partition]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Position position && Arrays.equals(next, position.next);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(next);
    }

    @Override
    public String toString() {
        return Arrays.toString(next);
    }
}
