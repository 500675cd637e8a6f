package wales.rhannu.events.series;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/**
 * What somebody says of a series: the body of {@code POST /api/v1/meetup-series}.
 *
 * @param meetup as each of them is; its times are those of the first
 * @param exceptions dates that are left out
 */
@Schema(name = "MeetupSeriesPlan")
record SeriesContent(@Nullable MeetupContent meetup, @Nullable String rrule, List<LocalDate> exceptions) {

    private static final Duration LONGEST_MEETUP = Duration.ofDays(1);

    SeriesContent {
        exceptions = exceptions == null
                ? List.of()
                : exceptions.stream()
                        .filter(Objects::nonNull)
                        .distinct()
                        .sorted()
                        .toList();
    }

    /**
     * As each of the meetups is.
     *
     * @throws DomainException invalid, where it is not what one of a series can be
     */
    MeetupContent validMeetup() {
        if (meetup == null) {
            throw DomainException.invalid("/meetup", "series-without-meetup");
        }
        try {
            meetup.mustHold();
        } catch (DomainException refusal) {
            throw underMeetup(refusal.violations());
        }
        if (meetup.recordingUrl() != null || meetup.notes() != null) {
            throw DomainException.invalid("/meetup", "series-with-recording");
        }
        if (Duration.between(meetup.begins(), meetup.over()).compareTo(LONGEST_MEETUP) > 0) {
            throw DomainException.invalid("/meetup/ends", "series-meetup-too-long");
        }
        return meetup;
    }

    /**
     * Ends with nothing where the meetups of a series can be published.
     *
     * @param ahead whether one of them is still to come
     * @throws DomainException invalid, where they cannot
     */
    static void mustBeFitToShow(MeetupContent meetup, boolean ahead) {
        List<Violation> faults = new ArrayList<>(meetup.missing());
        if (!ahead) {
            faults.add(Violation.of("/starts", "series-in-the-past"));
        }
        if (!faults.isEmpty()) {
            throw underMeetup(faults);
        }
    }

    private static DomainException underMeetup(List<Violation> violations) {
        return DomainException.invalid(
                violations.stream().map(it -> it.under("/meetup")).toList());
    }
}
