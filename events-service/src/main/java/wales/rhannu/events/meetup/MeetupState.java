package wales.rhannu.events.meetup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;

/**
 * A meetup as the other features see it.
 *
 * @param organiser null once they have left: facilitators look after it
 * @param revision rises with each change that calendars have to be told of
 * @param series where it recurs
 */
public record MeetupState(
        String id,
        Status status,
        @Nullable String organiser,
        MeetupContent content,
        Instant startsAt,
        Instant endsAt,
        long revision,
        @Nullable Recurring series,
        @Nullable Bilingual cancelledBecause,
        Instant created,
        Instant changed,
        @Nullable Instant published) {

    /** Where a meetup is in its life. */
    public enum Status {
        DRAFT,
        PUBLISHED,
        CANCELLED,
        HELD
    }

    /**
     * What makes it one of a series.
     *
     * @param original when the series' first plan had it begin, which never changes
     * @param edition which edition of the series it follows
     * @param edited whether it was edited by itself and stays as it is when the series changes
     */
    public record Recurring(String id, LocalMinute original, long edition, boolean edited) {}

    public boolean isReadableBy(MeetupCaller visitor) {
        return status != Status.DRAFT || visitor.looksAfter(organiser);
    }

    /** Whether people may still register. */
    public boolean isOpen(Instant now) {
        return status == Status.PUBLISHED && now.isBefore(endsAt);
    }
}
