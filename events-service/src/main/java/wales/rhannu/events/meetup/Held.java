package wales.rhannu.events.meetup;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.outbox.Lease;

/** Notes that meetups were held when their time is over: a write like any other, made by one instance. */
@Component
class Held {

    private static final Logger log = LoggerFactory.getLogger(Held.class);

    private final Meetups meetups;
    private final Clock clock;
    private final Lease lease;
    private long next = System.nanoTime();

    Held(Meetups meetups, Clock clock, MongoTemplate mongo, @Value("${rhannu.meetups.sweep:5s}") Duration sweep) {
        this.meetups = meetups;
        this.clock = clock;
        this.lease = new Lease(mongo, "held", UUID.randomUUID().toString(), sweep.multipliedBy(3));
    }

    @Scheduled(fixedDelayString = "${rhannu.meetups.sweep:5s}")
    void sweep() {
        try {
            if (lease.keep() && System.nanoTime() - next >= 0) {
                long began = System.nanoTime();
                meetups.hold(clock.instant().truncatedTo(ChronoUnit.SECONDS));
                // where it is a scan (the embedded engine) it takes no more than a twentieth of the time
                next = System.nanoTime() + 20 * (System.nanoTime() - began);
            }
        } catch (RuntimeException e) {
            log.warn("What was held is looked for again later: {}", e.toString());
        }
    }

    @PreDestroy
    void release() {
        try {
            lease.release();
        } catch (RuntimeException e) {
            log.debug("The lease ends by itself: {}", e.toString());
        }
    }
}
