package wales.rhannu.feedback.ranking;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.outbox.Lease;

/** Looks for rankings to close, in one instance at a time. */
@Component
class ClosingSweep {

    private static final Logger log = LoggerFactory.getLogger(ClosingSweep.class);

    /** In sweeps: a machine that stood still for a while does not make rankings wait for much longer. */
    private static final int LONGEST_PAUSE = 10;

    private final Closing closing;
    private final Duration sweep;
    private final Duration patience;
    private final Lease lease;
    private long next = System.nanoTime();

    ClosingSweep(
            Closing closing,
            MongoTemplate mongo,
            @Value("${rhannu.closing.sweep:5s}") Duration sweep,
            @Value("${rhannu.closing.patience:30s}") Duration patience) {
        this.closing = closing;
        this.sweep = sweep;
        this.patience = patience;
        this.lease = new Lease(mongo, "closing", UUID.randomUUID().toString(), sweep.multipliedBy(3));
    }

    @Scheduled(fixedDelayString = "${rhannu.closing.sweep:5s}")
    void sweep() {
        try {
            if (lease.keep() && System.nanoTime() - next >= 0) {
                long began = System.nanoTime();
                if (closing.sweep(patience, lease::keep) == 0) {
                    // where looking is a scan (the embedded engine) it takes no more than a twentieth of the time
                    long took = System.nanoTime() - began;
                    next = began + Math.min(20 * took, LONGEST_PAUSE * sweep.toNanos());
                }
            }
        } catch (RuntimeException e) {
            log.warn("Rankings to close are looked for again later: {}", e.toString());
        }
    }

    @PreDestroy
    void release() {
        try {
            lease.release();
        } catch (RuntimeException e) {
            log.debug("The lease of the closing ends by itself: {}", e.toString());
        }
    }
}
