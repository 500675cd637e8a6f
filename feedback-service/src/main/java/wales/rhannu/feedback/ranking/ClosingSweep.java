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

    private final Closing closing;
    private final Duration patience;
    private final Lease lease;
    private long next = System.nanoTime();

    ClosingSweep(
            Closing closing,
            MongoTemplate mongo,
            @Value("${rhannu.closing.sweep:5s}") Duration sweep,
            @Value("${rhannu.closing.patience:30s}") Duration patience) {
        this.closing = closing;
        this.patience = patience;
        this.lease = new Lease(mongo, "closing", UUID.randomUUID().toString(), sweep.multipliedBy(3));
    }

    @Scheduled(fixedDelayString = "${rhannu.closing.sweep:5s}")
    void sweep() {
        try {
            if (lease.keep() && System.nanoTime() - next >= 0) {
                long began = System.nanoTime();
                closing.sweep(patience, lease::keep);
                // where it is a scan (the embedded engine) it takes no more than a twentieth of the time
                next = System.nanoTime() + 20 * (System.nanoTime() - began);
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
