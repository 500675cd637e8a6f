package wales.rhannu.events.meetup;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import wales.rhannu.events.meetup.MeetupState.Status;
import wales.rhannu.starter.Bilingual;

/** A meetup on the public topic, without people and without the link to join. */
record PublicMeetup(
        Status status,
        @JsonUnwrapped MeetupContent content,
        Instant startsAt,
        Instant endsAt,
        @Nullable String series,
        @Nullable Bilingual cancelledBecause,
        long revision,
        Instant changed,
        @Nullable Instant published) {

    static PublicMeetup of(MeetupState state) {
        MeetupState.Recurring series = state.series();
        return new PublicMeetup(
                state.status(),
                state.content().forAnyone(),
                state.startsAt(),
                state.endsAt(),
                series == null ? null : series.id(),
                state.cancelledBecause(),
                state.revision(),
                state.changed(),
                state.published());
    }
}
