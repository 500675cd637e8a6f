package wales.rhannu.events.registration;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.starter.mongo.Away;
import wales.rhannu.starter.outbox.Lease;

/**
 * Looks after those who wait and those whose meetup was cancelled, whatever died before it could: one instance offers
 * what is free and tells of what was cancelled.
 */
@Component
class Waiting {

    private static final Logger log = LoggerFactory.getLogger(Waiting.class);

    private final Seats seats;
    private final Registrations registrations;
    private final Meetups meetups;
    private final Clock clock;
    private final Lease lease;
    private long next = System.nanoTime();

    Waiting(
            Seats seats,
            Registrations registrations,
            Meetups meetups,
            Clock clock,
            MongoTemplate mongo,
            @Value("${rhannu.places.sweep:5s}") Duration sweep) {
        this.seats = seats;
        this.registrations = registrations;
        this.meetups = meetups;
        this.clock = clock;
        this.lease = new Lease(mongo, "waiting", UUID.randomUUID().toString(), sweep.multipliedBy(3));
    }

    @Scheduled(fixedDelayString = "${rhannu.places.sweep:5s}")
    void sweep() {
        try {
            if (lease.keep() && System.nanoTime() - next >= 0) {
                long began = System.nanoTime();
                each(meetups.cancelledAhead(clock.instant().truncatedTo(ChronoUnit.SECONDS)), seats::tell);
                each(registrations.waitedFor(), seats::offer);
                // where it is a scan (the embedded engine) it takes no more than a twentieth of the time
                next = System.nanoTime() + 20 * (System.nanoTime() - began);
            }
        } catch (RuntimeException e) {
            log.warn("Those who wait are looked after later: {}", e.toString());
        }
    }

    /** One that fails by itself keeps nobody else waiting. */
    static <T> void each(Collection<T> meetups, Consumer<T> look) {
        for (T meetup : meetups) {
            try {
                look.accept(meetup);
            } catch (RuntimeException e) {
                if (Away.isDatabaseAway(e)) {
                    throw e;
                }
                log.warn("A meetup is looked after later", e);
            }
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
