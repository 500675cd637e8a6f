package wales.rhannu.events.series;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.events.meetup.MeetupSeats;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.sweep.Sweeps;

/**
 * Lets the meetups of a series follow it. One instance does, in any number of tries: what was done before is known by the
 * meetups' ids and editions, and a series is settled only when all of them have followed.
 */
@Component
class SeriesReconciliation {

    private static final Logger log = LoggerFactory.getLogger(SeriesReconciliation.class);
    private static final Bilingual NO_LONGER = new Bilingual(
            "Nid yw'r cyfarfod hwn yn rhan o'i gyfres mwyach.", "This meetup is no longer part of its series.");

    private final SeriesRepository repository;
    private final Meetups meetups;
    private final MeetupSeats seats;
    private final Clock clock;

    SeriesReconciliation(
            SeriesRepository repository,
            Meetups meetups,
            MeetupSeats seats,
            Clock clock,
            Sweeps sweeps,
            @Value("${rhannu.series.sweep:1s}") Duration pause) {
        this.repository = repository;
        this.meetups = meetups;
        this.seats = seats;
        this.clock = clock;
        sweeps.every(pause, "series", alive -> repository.unsettled().forEach(series -> tryToSettle(series, alive)));
    }

    /** A failure of one series does not stop the others. */
    private void tryToSettle(Series series, Runnable alive) {
        try {
            settle(series, alive);
        } catch (RuntimeException e) {
            log.warn("The series {} is gone on with later: {}", series.id(), e.toString());
        }
    }

    void settle(Series series, Runnable alive) {
        Instant now = clock.instant();
        Set<String> wanted = new LinkedHashSet<>();
        if (series.status() != Series.Status.CANCELLED) {
            for (LocalDate date : series.dates()) {
                wanted.add(series.meetupOf(date));
                follow(series, date, now);
                alive.run();
            }
        }
        for (MeetupState each : meetups.ofSeries(series.id())) {
            MeetupState.Recurring link = each.series();
            if (link != null && !wanted.contains(each.id()) && goes(series, link)) {
                boolean cancelled = series.status() == Series.Status.CANCELLED;
                meetups.drop(each.id(), series.edition(), cancelled ? series.cancelledBecause() : NO_LONGER, now);
            }
            alive.run();
        }
        repository.change(series.id(), RequestContext.unconditional(), it -> it.settle(series.edition()));
    }

    private void follow(Series series, LocalDate date, Instant now) {
        String id = series.meetupOf(date);
        MeetupContent content = series.on(date);
        boolean published = series.status() == Series.Status.PUBLISHED;
        if (meetups.find(id).isPresent()) {
            meetups.follow(id, content, series.edition(), published, mode -> seats.taken(id, mode), now);
            seats.offer(id);
        } else if (series.edition() == 1 || content.begins().toInstant().isAfter(now)) {
            String organiser = series.organiser();
            meetups.addOccurrence(
                    id,
                    organiser,
                    content,
                    new MeetupState.Recurring(series.id(), series.original(date), series.edition(), false),
                    published,
                    now);
            if (organiser != null && !repository.isOrganisedBy(organiser, series.id())) {
                // they left since the series was read, and whoever looked for what they organise may have missed this
                // one
                meetups.forget(id, organiser);
            }
        }
    }

    /** What was edited by itself stays when the rule changes, but not when its date is taken out, or all are cancelled. */
    private static boolean goes(Series series, MeetupState.Recurring link) {
        return !link.edited()
                || series.status() == Series.Status.CANCELLED
                || series.exceptions().contains(link.original().at().toLocalDate());
    }
}
