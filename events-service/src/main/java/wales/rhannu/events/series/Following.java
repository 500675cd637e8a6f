package wales.rhannu.events.series;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.events.meetup.Seating;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Write;
import wales.rhannu.starter.outbox.Lease;

/**
 * Lets the meetups of a series follow it. One instance does, in any number of tries: what was done before is known by the
 * meetups' ids and editions, and a series is settled only when all of them have followed.
 */
@Component
class Following {

    private static final Logger log = LoggerFactory.getLogger(Following.class);
    private static final Bilingual NO_LONGER = new Bilingual(
            "Nid yw'r cyfarfod hwn yn rhan o'i gyfres mwyach.", "This meetup is no longer part of its series.");

    private final AllSeries all;
    private final Meetups meetups;
    private final Seating seating;
    private final Clock clock;
    private final Lease lease;
    private long next = System.nanoTime();

    Following(
            AllSeries all,
            Meetups meetups,
            Seating seating,
            Clock clock,
            MongoTemplate mongo,
            @Value("${rhannu.series.sweep:1s}") Duration sweep) {
        this.all = all;
        this.meetups = meetups;
        this.seating = seating;
        this.clock = clock;
        this.lease = new Lease(mongo, "series", UUID.randomUUID().toString(), sweep.multipliedBy(3));
    }

    @Scheduled(fixedDelayString = "${rhannu.series.sweep:1s}")
    void sweep() {
        try {
            if (lease.keep() && System.nanoTime() - next >= 0) {
                long began = System.nanoTime();
                var unsettled = all.unsettled();
                // where it is a scan (the embedded engine) it takes no more than a twentieth of the time
                next = System.nanoTime() + 20 * (System.nanoTime() - began);
                unsettled.forEach(this::tryToSettle);
            }
        } catch (RuntimeException e) {
            log.warn("Series are looked after later: {}", e.toString());
        }
    }

    /** One that fails by itself holds no other up. */
    private void tryToSettle(Series series) {
        try {
            settle(series);
        } catch (RuntimeException e) {
            log.warn("The series {} is gone on with later: {}", series.id(), e.toString());
        }
    }

    void settle(Series series) {
        Instant now = clock.instant();
        Set<String> wanted = new LinkedHashSet<>();
        if (series.status() != Series.Status.CANCELLED) {
            for (LocalDate date : series.dates()) {
                wanted.add(series.meetupOf(date));
                follow(series, date, now);
            }
        }
        for (MeetupState each : meetups.ofSeries(series.id())) {
            MeetupState.Recurring link = each.series();
            if (link != null && !wanted.contains(each.id()) && goes(series, link)) {
                boolean cancelled = series.status() == Series.Status.CANCELLED;
                meetups.drop(each.id(), series.edition(), cancelled ? series.cancelledBecause() : NO_LONGER, now);
            }
            lease.keep();
        }
        all.change(series.id(), Write.unconditional(), it -> it.settle(series.edition()));
    }

    private void follow(Series series, LocalDate date, Instant now) {
        String id = series.meetupOf(date);
        MeetupContent content = series.on(date);
        boolean published = series.status() == Series.Status.PUBLISHED;
        if (meetups.find(id).isPresent()) {
            meetups.follow(id, content, series.edition(), published, mode -> seating.taken(id, mode), now);
            seating.offer(id);
        } else if (series.edition() == 1 || content.begins().toInstant().isAfter(now)) {
            meetups.addOccurrence(
                    id,
                    series.organiser(),
                    content,
                    new MeetupState.Recurring(series.id(), series.original(date), series.edition(), false),
                    published,
                    now);
        }
        lease.keep();
    }

    /** What was edited by itself stays when the rule changes, but not when its date is taken out, or all are cancelled. */
    private static boolean goes(Series series, MeetupState.Recurring link) {
        return !link.edited()
                || series.status() == Series.Status.CANCELLED
                || series.exceptions().contains(link.original().at().toLocalDate());
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
