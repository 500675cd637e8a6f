package wales.rhannu.events.meetup;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wales.rhannu.events.meetup.MeetupState.Status;
import wales.rhannu.starter.Bilingual;

/**
 * A meetup as somebody sees it.
 *
 * @param mayEdit whether they look after it; null where they do not
 * @param organiser for those who look after it
 * @param counts of the places
 * @param registration their own, where one meetup is asked for
 */
record MeetupView(
        String id,
        Status status,
        @JsonUnwrapped MeetupContent content,
        Instant startsAt,
        Instant endsAt,
        @Nullable Series series,
        @Nullable Bilingual cancelledBecause,
        Instant created,
        Instant changed,
        @Nullable Instant published,
        @Nullable Boolean mayEdit,
        @Nullable String organiser,
        @Nullable Map<String, MeetupSeats.Counts> counts,
        MeetupSeats.@Nullable OwnRegistration registration) {

    /** Which series it is of, when that first planned it, and whether it was changed by itself. */
    @Schema(name = "SeriesOfMeetup")
    record Series(String id, LocalMinute original, boolean edited) {}

    static MeetupView of(
            MeetupState state,
            MeetupCaller visitor,
            @Nullable Map<String, MeetupSeats.Counts> counts,
            MeetupSeats.@Nullable OwnRegistration registration) {
        boolean looksAfter = visitor.looksAfter(state.organiser());
        boolean mayJoin = looksAfter || registration != null && registration.joinsOnline();
        MeetupState.Recurring series = state.series();
        return new MeetupView(
                state.id(),
                state.status(),
                mayJoin ? state.content() : state.content().withoutJoinUrl(),
                state.startsAt(),
                state.endsAt(),
                series == null ? null : new Series(series.id(), series.original(), series.edited()),
                state.cancelledBecause(),
                state.created(),
                state.changed(),
                state.published(),
                looksAfter ? true : null,
                looksAfter ? state.organiser() : null,
                counts,
                registration);
    }
}
