package wales.rhannu.partner.stream;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** The newest events of all topics, which share one memory limit: a busy topic can use what quiet ones do not need. */
@Component
class RingBuffers {

    private final int events;
    private final long bytes;
    private final AtomicLong held = new AtomicLong();
    private final Set<RingBuffer> rings = ConcurrentHashMap.newKeySet();

    RingBuffers(StreamSettings settings) {
        this.events = settings.sharedEvents();
        this.bytes = settings.sharedBytes().toBytes();
    }

    /** For what comes after a position. */
    RingBuffer after(Position base) {
        RingBuffer ring = new RingBuffer(base, events, bytes);
        rings.add(ring);
        return ring;
    }

    void append(RingBuffer ring, WireEvent event) {
        held.addAndGet(ring.append(event));
        while (held.get() > bytes) {
            long forgotten = rings.stream()
                    .max(Comparator.comparingLong(RingBuffer::bytes))
                    .map(RingBuffer::forgetOldest)
                    .orElse(0L);
            if (forgotten == 0) {
                return; // each holds its newest, whatever that takes
            }
            held.addAndGet(-forgotten);
        }
    }

    void remove(RingBuffer ring) {
        if (rings.remove(ring)) {
            held.addAndGet(-ring.bytes());
        }
    }

    long held() {
        return held.get();
    }
}
