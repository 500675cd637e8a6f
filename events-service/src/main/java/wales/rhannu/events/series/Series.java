package wales.rhannu.events.series;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import wales.rhannu.events.meetup.LocalMinute;
import wales.rhannu.events.meetup.MeetupCaller;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * Meetups that recur. Each is a meetup of its own, known by the date and time that the first plan gave it; they keep
 * their time of day when the clocks change. Whatever changes here they follow in the background.
 */
class Series extends Aggregate<SeriesEvent> {

    /** Where a series is in its life. */
    enum Status {
        DRAFT,
        PUBLISHED,
        CANCELLED;

        /** What everybody may see. */
        static final List<Status> SHOWN = List.of(PUBLISHED, CANCELLED);

        /** As the API says it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MOST_EXCEPTIONS = Recurrence.MOST;

    private Status status = Status.DRAFT;
    private @Nullable String organiser;
    private MeetupContent content = new MeetupContent(
            null, null, null, null, null, null, null, null, null, null, List.of(), List.of(), List.of(), null, null);
    private String rrule = "";
    private List<LocalDate> exceptions = List.of();
    private LocalMinute base = LocalMinute.of("2000-01-01T00:00");
    private long edition;
    private boolean unsettled;
    private long revision;
    private @Nullable Bilingual cancelledBecause;
    private Instant created = Instant.EPOCH;
    private Instant changed = Instant.EPOCH;
    private @Nullable Instant published;

    @SuppressWarnings("unused") // the store's
    private Series() {}

    Series(String id, String organiser, SeriesContent plan, Instant now) {
        super(id);
        this.organiser = organiser;
        MeetupContent meetup = plan.validMeetup();
        this.base = Objects.requireNonNull(meetup.starts());
        say(meetup, plan);
        this.created = now.truncatedTo(ChronoUnit.MILLIS);
        unsettle(now);
        raise(new SeriesEvent.Drafted());
    }

    private void say(MeetupContent meetup, SeriesContent plan) {
        if (plan.exceptions().size() > MOST_EXCEPTIONS) {
            throw DomainException.invalid("/exceptions", "too-many-entries", MOST_EXCEPTIONS);
        }
        rrule = Recurrence.of(
                        plan.rrule(),
                        ZoneId.of(String.valueOf(meetup.zone())),
                        Objects.requireNonNull(meetup.starts()).at().toLocalTime())
                .rule();
        exceptions = plan.exceptions();
        content = meetup;
        List<LocalDate> dates = dates();
        if (dates.isEmpty()) {
            throw DomainException.invalid("/exceptions", "series-empty");
        }
        for (LocalDate date : dates) {
            MeetupContent on = on(date);
            if (!exists(on.starts(), on.zone()) || !exists(on.ends(), on.zone())) {
                throw DomainException.invalid("/rrule", "date-skipped", date.toString());
            }
        }
    }

    private static boolean exists(@Nullable LocalMinute at, @Nullable String zone) {
        return at != null && MeetupContent.exists(at.at(), ZoneId.of(String.valueOf(zone)));
    }

    private void unsettle(Instant now) {
        edition++;
        unsettled = true;
        changed = now.truncatedTo(ChronoUnit.MILLIS);
    }

    void edit(MeetupCaller by, SeriesContent plan, Instant now) {
        mustBeEditableBy(by);
        mustNotBeCancelled();
        MeetupContent meetup = plan.validMeetup();
        if (!Objects.requireNonNull(meetup.starts())
                .at()
                .toLocalDate()
                .equals(base.at().toLocalDate())) {
            throw DomainException.invalid("/meetup/starts", "series-start-fixed");
        }
        if (status == Status.PUBLISHED) {
            SeriesContent.mustBeFitToShow(meetup, true);
        }
        SeriesContent before = plan();
        say(meetup, plan);
        if (plan().equals(before)) {
            return;
        }
        revision++;
        unsettle(now);
        raise(new SeriesEvent.Edited());
    }

    void publish(MeetupCaller by, Instant now) {
        mustBeEditableBy(by);
        if (status != Status.DRAFT) {
            throw DomainException.conflict("not-a-draft");
        }
        SeriesContent.mustBeFitToShow(content, lastOver().isAfter(now));
        status = Status.PUBLISHED;
        unsettle(now);
        published = changed;
        raise(new SeriesEvent.Published());
    }

    void cancel(MeetupCaller by, @Nullable Bilingual reason, Instant now) {
        mustBeEditableBy(by);
        Meetups.mustBeReason(reason);
        mustNotBeCancelled();
        status = Status.CANCELLED;
        cancelledBecause = reason;
        revision++;
        unsettle(now);
        raise(new SeriesEvent.Cancelled(reason));
    }

    private void mustNotBeCancelled() {
        if (status == Status.CANCELLED) {
            throw DomainException.conflict("series-cancelled");
        }
    }

    /** Marks an edition as applied to all its meetups; no effect if there is a later edition. */
    void settle(long to) {
        if (unsettled && edition == to) {
            unsettled = false;
            raise(new SeriesEvent.Settled());
        }
    }

    /** Removes its organiser, who left: a draft is erased, anything else is looked after by facilitators. */
    void forget(String member) {
        if (!member.equals(organiser)) {
            return;
        }
        if (status == Status.DRAFT) {
            erase(new SeriesEvent.Erased());
            return;
        }
        organiser = null;
        raise(new SeriesEvent.OrganiserRemoved());
    }

    /** Its dates without the exceptions. */
    List<LocalDate> dates() {
        List<LocalDate> dates =
                new ArrayList<>(new Recurrence(rrule).dates(base.at().toLocalDate()));
        dates.removeAll(exceptions);
        return dates;
    }

    /** When the last of them is over. */
    private Instant lastOver() {
        List<LocalDate> dates = dates();
        return on(dates.get(dates.size() - 1)).over().toInstant();
    }

    /** When the first plan had the one of a date begin: what it is known by, whatever its time is now. */
    LocalMinute original(LocalDate date) {
        return new LocalMinute(date.atTime(base.at().toLocalTime()));
    }

    String meetupOf(LocalDate date) {
        return Ids.derived("meetup", id(), original(date).text());
    }

    /** What the one of a date says. */
    MeetupContent on(LocalDate date) {
        LocalDateTime starts = Objects.requireNonNull(content.starts()).at();
        LocalDateTime ends = Objects.requireNonNull(content.ends()).at();
        LocalDateTime begins = date.atTime(starts.toLocalTime());
        // by the clocks on the wall, not by the hours that pass
        return content.at(new LocalMinute(begins), new LocalMinute(begins.plus(Duration.between(starts, ends))));
    }

    void mustBeReadableBy(MeetupCaller visitor) {
        if (status == Status.DRAFT && !visitor.looksAfter(organiser)) {
            throw DomainException.notFound();
        }
    }

    void mustBeEditableBy(MeetupCaller visitor) {
        mustBeReadableBy(visitor);
        if (!visitor.looksAfter(organiser)) {
            throw DomainException.forbidden("not-organiser-or-facilitator");
        }
    }

    SeriesContent plan() {
        return new SeriesContent(content, rrule, exceptions);
    }

    Status status() {
        return status;
    }

    @Nullable
    String organiser() {
        return organiser;
    }

    MeetupContent content() {
        return content;
    }

    Recurrence recurrence() {
        return new Recurrence(rrule);
    }

    List<LocalDate> exceptions() {
        return exceptions;
    }

    LocalMinute base() {
        return base;
    }

    long edition() {
        return edition;
    }

    boolean isUnsettled() {
        return unsettled;
    }

    long revision() {
        return revision;
    }

    @Nullable
    Bilingual cancelledBecause() {
        return cancelledBecause;
    }

    Instant created() {
        return created;
    }

    Instant changed() {
        return changed;
    }

    @Nullable
    Instant published() {
        return published;
    }
}
