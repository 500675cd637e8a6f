package wales.rhannu.casestudy.study;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.outbox.Lease;

/** Lifts embargoes when their time has come: a write like any other, made by one instance. */
@Component
class Embargoes {

    private static final Logger log = LoggerFactory.getLogger(Embargoes.class);

    private final CaseStudies studies;
    private final Clock clock;
    private final Lease lease;
    private long next = System.nanoTime();

    Embargoes(
            CaseStudies studies,
            Clock clock,
            MongoTemplate mongo,
            @Value("${rhannu.embargo.sweep:5s}") Duration sweep) {
        this.studies = studies;
        this.clock = clock;
        this.lease = new Lease(mongo, "embargoes", UUID.randomUUID().toString(), sweep.multipliedBy(3));
    }

    @Scheduled(fixedDelayString = "${rhannu.embargo.sweep:5s}")
    void sweep() {
        try {
            if (lease.keep() && System.nanoTime() - next >= 0) {
                long began = System.nanoTime();
                studies.liftEmbargoes(clock.instant());
                // where it is a scan (the embedded engine) it takes no more than a twentieth of the time
                next = System.nanoTime() + 20 * (System.nanoTime() - began);
            }
        } catch (RuntimeException e) {
            log.warn("Embargoes are looked at again later: {}", e.toString());
        }
    }

    @PreDestroy
    void release() {
        try {
            lease.release();
        } catch (RuntimeException e) {
            log.debug("The lease of the embargoes ends by itself: {}", e.toString());
        }
    }
}
