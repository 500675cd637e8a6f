package wales.rhannu.events.series;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.MeetupCaller;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.events.meetup.Meetups;

/** Series for calendars: the rule, and the occurrences that differ from it. */
@Component
public class SeriesCalendars {

    /** From the first to the last meetup of a series, at most. */
    public static final Period LONGEST = Period.ofYears(Recurrence.LONGEST_IN_YEARS);

    /**
     * A series.
     *
     * @param rule of RFC 5545, its end an instant
     * @param left when there is none though the rule says so: local times, as the rule gives them, also where the clocks skip
     *     them
     * @param changed those that are otherwise than the series
     */
    public record SeriesCalendar(
            String id,
            MeetupContent content,
            String rule,
            List<LocalDateTime> left,
            List<ChangedOccurrence> changed,
            boolean cancelled,
            long revision,
            Instant changedAt) {}

    /**
     * A meetup that is otherwise.
     *
     * @param instead when the rule has it begin, as a local time
     */
    public record ChangedOccurrence(LocalDateTime instead, MeetupState meetup) {}

    private final SeriesRepository repository;
    private final Meetups meetups;

    SeriesCalendars(SeriesRepository repository, Meetups meetups) {
        this.repository = repository;
        this.meetups = meetups;
    }

    /** @throws wales.rhannu.starter.aggregate.DomainException not found, also where somebody may not know of it */
    public SeriesCalendar of(String id, MeetupCaller by) {
        Series series = repository.get(id);
        series.mustBeReadableBy(by);
        Map<String, MeetupState> byId = new HashMap<>();
        meetups.ofSeries(id).forEach(each -> byId.put(each.id(), each));
        boolean cancelled = series.status() == Series.Status.CANCELLED;
        List<LocalDateTime> left = new ArrayList<>();
        List<ChangedOccurrence> changed = new ArrayList<>();
        for (LocalDate date : series.recurrence().dates(series.base().at().toLocalDate())) {
            MeetupContent planned = series.on(date).withoutJoinUrl();
            MeetupState meetup = byId.get(series.meetupOf(date));
            boolean none = meetup == null ? !series.isUnsettled() : !meetup.isReadableBy(by);
            if (series.exceptions().contains(date) || none) {
                left.add(starts(planned));
            } else if (meetup != null && isOtherwise(meetup, planned, cancelled)) {
                changed.add(new ChangedOccurrence(starts(planned), meetup));
            }
        }
        return new SeriesCalendar(
                id,
                series.content(),
                series.recurrence()
                        .withEndIn(ZoneId.of(String.valueOf(series.content().zone()))),
                left,
                changed,
                cancelled,
                series.revision(),
                series.changed());
    }

    private static LocalDateTime starts(MeetupContent planned) {
        return Objects.requireNonNull(planned.starts()).at();
    }

    private static boolean isOtherwise(MeetupState meetup, MeetupContent planned, boolean allCancelled) {
        boolean cancelled = meetup.status() == MeetupState.Status.CANCELLED;
        return cancelled != allCancelled || meetup.content().withoutJoinUrl().differsForCalendars(planned);
    }
}
