package wales.rhannu.partner.stream;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The total memory for events that were read for slow readers. */
final class ReadBudget {

    private final long bytes;
    private final Runnable whenMore;
    private final AtomicLong held = new AtomicLong();

    /** @param whenMore is run when some of it was given back */
    ReadBudget(long bytes, Runnable whenMore) {
        this.bytes = bytes;
        this.whenMore = whenMore;
    }

    long held() {
        return held.get();
    }

    /** Takes so much if it fits, and null when not; what is larger than the budget fits when nothing else is held. */
    @Nullable
    Share tryTake(long more) {
        long now = held.get();
        while (now == 0 || now + more <= bytes) {
            if (held.compareAndSet(now, now + more)) {
                return new Share(more);
            }
            now = held.get();
        }
        return null;
    }

    /** What one reader holds of it. */
    final class Share {

        private final AtomicLong mine;

        private Share(long bytes) {
            this.mine = new AtomicLong(bytes);
        }

        /** How many bytes it is now; 0 after it was given back. */
        long bytes() {
            return mine.get();
        }

        /** It turned out to be so much. */
        void become(long now) {
            long before = mine.getAndSet(now);
            held.addAndGet(now - before);
            if (now < before) {
                whenMore.run();
            }
        }

        /** Releases the permit; closing it again has no effect. */
        void release() {
            become(0);
        }
    }
}
