package wales.rhannu.partner.stream;

import org.jspecify.annotations.Nullable;

/**
 * The batch that was read for one reader, and how far the reader has taken it. The batch counts in the {@link ReadBudget} until
 * all of it is taken or it is given back. If it is given back while one of its events is still being written, that event
 * counts until it is written. One thread at a time uses it.
 */
final class ReadAhead {

    /**
     * From how many bytes on an unfinished event keeps room from others that is worth having: a quarter of what {@link ReaderFeed}
     * reads at once.
     */
    private static final long LARGE = 32 << 10;

    private @Nullable Batch batch;
    private int next;

    /** The share of an event that is still being written though its batch was given back. */
    private ReadBudget.@Nullable Share ofUnfinishedEvent;

    /** Holds a batch; the one before was taken or given back. */
    void hold(Batch read) {
        batch = read;
        next = 0;
    }

    /** The next event of the batch; null when there is none. */
    @Nullable
    WireEvent next() {
        return batch != null && next < batch.events().size() ? batch.events().get(next++) : null;
    }

    /** Removes the batch, which must be used up, and returns it; null if there was none. */
    @Nullable
    Batch finish() {
        Batch taken = batch;
        if (taken != null) {
            batch = null;
            taken.release();
        }
        return taken;
    }

    /** The last event was written to its end. */
    void eventWritten() {
        if (ofUnfinishedEvent != null) {
            ofUnfinishedEvent.release();
            ofUnfinishedEvent = null;
        }
    }

    /**
     * Gives the batch back before all of it is taken.
     *
     * @param withinEvent whether the last event that was taken is still being written, so that it goes on counting
     */
    void giveBack(boolean withinEvent) {
        Batch read = batch;
        if (read == null) {
            return;
        }
        ReadBudget.Share share = read.share();
        if (withinEvent && share != null && next > 0) {
            share.become(read.events().get(next - 1).size());
            ofUnfinishedEvent = share;
        } else {
            read.release();
        }
        batch = null;
    }

    /** Whether all that it holds is a large event that is still being written. */
    boolean isLargeUnfinishedEvent() {
        return ofUnfinishedEvent != null && ofUnfinishedEvent.bytes() > LARGE;
    }

    /** Gives everything back. */
    void close() {
        eventWritten();
        finish();
    }
}
