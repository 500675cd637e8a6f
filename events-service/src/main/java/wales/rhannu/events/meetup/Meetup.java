package wales.rhannu.events.meetup;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import wales.rhannu.events.meetup.MeetupState.Recurring;
import wales.rhannu.events.meetup.MeetupState.Status;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.aggregate.Violations;

/** People meet, in person or online: from a draft to the recording. */
class Meetup extends Aggregate<MeetupEvent> {

    private Status status = Status.DRAFT;
    private @Nullable String organiser;
    private MeetupContent content = MeetupContent.EMPTY;
    private Instant startsAt = Instant.EPOCH;
    private Instant endsAt = Instant.EPOCH;
    private long revision;
    private @Nullable Recurring series;
    private @Nullable Bilingual cancelledBecause;
    private Instant created = Instant.EPOCH;
    private Instant changed = Instant.EPOCH;
    private @Nullable Instant published;

    @SuppressWarnings("unused") // the store's
    private Meetup() {}

    private Meetup(String id, @Nullable String organiser, MeetupContent content, Instant now) {
        super(id);
        content.mustHold();
        this.organiser = organiser;
        say(content);
        this.created = now.truncatedTo(ChronoUnit.MILLIS);
        this.changed = this.created;
    }

    static Meetup draft(String id, String organiser, MeetupContent content, Instant now) {
        Meetup meetup = new Meetup(id, organiser, content, now);
        meetup.raise(new MeetupEvent.Drafted());
        return meetup;
    }

    /** One of a series, as the series has it. */
    static Meetup occurrence(
            String id,
            @Nullable String organiser,
            MeetupContent content,
            Recurring series,
            boolean published,
            Instant now) {
        Meetup meetup = new Meetup(id, organiser, content, now);
        meetup.series = series;
        if (published && content.missing().isEmpty()) {
            meetup.show(now);
        } else {
            meetup.raise(new MeetupEvent.Drafted());
        }
        return meetup;
    }

    /**
     * Changes what it says.
     *
     * @param taken how many places of a mode are taken
     */
    void edit(MeetupCaller by, MeetupContent after, ToIntFunction<AttendanceMode> taken, Instant now) {
        mustBeEditableBy(by);
        if (status == Status.CANCELLED) {
            throw DomainException.conflict("meetup-cancelled");
        }
        if (after.equals(content)) {
            return;
        }
        after.mustHold();
        if (status == Status.HELD
                && !(after.isAtTheSameTime(content)
                        && after.mode() == content.mode()
                        && java.util.Objects.equals(after.places(), content.places()))) {
            throw DomainException.conflict("meetup-over");
        }
        if (status != Status.DRAFT) {
            mustStayFitToShow(after, now);
        }
        new TakenPlaces(taken).mustStillFit(content, after);
        if (series != null) {
            series = new Recurring(series.id(), series.original(), series.edition(), true);
        }
        change(after, now);
        raise(new MeetupEvent.Edited(status));
    }

    private void change(MeetupContent after, Instant now) {
        if (after.differsForCalendars(content)) {
            revision++;
        }
        say(after);
        changed = now.truncatedTo(ChronoUnit.MILLIS);
    }

    private void say(MeetupContent words) {
        content = words;
        startsAt = words.begins().toInstant();
        endsAt = words.over().toInstant();
    }

    void publish(MeetupCaller by, Instant now) {
        mustBeEditableBy(by);
        if (status != Status.DRAFT) {
            throw DomainException.conflict("not-a-draft");
        }
        mustBeNone(faults(content, true, now));
        show(now);
    }

    private void show(Instant now) {
        status = Status.PUBLISHED;
        published = now.truncatedTo(ChronoUnit.MILLIS);
        changed = published;
        raise(new MeetupEvent.Published());
    }

    /** What it lacked when it was published, by the rules of that time, it may go on lacking. */
    private void mustStayFitToShow(MeetupContent after, Instant now) {
        List<Violation> faults = faults(after, !after.isAtTheSameTime(content), now);
        faults.removeAll(content.missing());
        mustBeNone(faults);
    }

    private static List<Violation> faults(MeetupContent content, boolean atAnotherTime, Instant now) {
        List<Violation> faults = new ArrayList<>(content.missing());
        if (atAnotherTime && !now.isBefore(content.over().toInstant())) {
            faults.add(Violation.of("/starts", "meetup-in-the-past"));
        }
        return faults;
    }

    private static void mustBeNone(List<Violation> faults) {
        if (!faults.isEmpty()) {
            throw DomainException.invalid(faults);
        }
    }

    void cancel(MeetupCaller by, @Nullable Bilingual reason, Instant now) {
        mustBeEditableBy(by);
        mustBeReason(reason);
        if (status == Status.CANCELLED) {
            throw DomainException.conflict("meetup-cancelled");
        }
        if (status == Status.HELD || !now.isBefore(endsAt)) {
            throw DomainException.conflict("meetup-over");
        }
        if (status == Status.DRAFT) {
            throw DomainException.conflict("not-published");
        }
        callOff(reason, now);
    }

    static void mustBeReason(@Nullable Bilingual reason) {
        Violations violations = new Violations();
        MeetupBounds.checkReason(violations, reason);
        violations.mustHold();
    }

    private void callOff(@Nullable Bilingual reason, Instant now) {
        status = Status.CANCELLED;
        cancelledBecause = reason;
        revision++;
        changed = now.truncatedTo(ChronoUnit.MILLIS);
        raise(new MeetupEvent.Cancelled(reason));
    }

    /** Marks it as held if it is over. */
    void hold(Instant now) {
        if (status != Status.PUBLISHED || now.isBefore(endsAt)) {
            return;
        }
        status = Status.HELD;
        changed = now.truncatedTo(ChronoUnit.MILLIS);
        raise(new MeetupEvent.Held());
    }

    /** Deletes a draft. */
    void discard(MeetupCaller by) {
        mustBeEditableBy(by);
        if (status != Status.DRAFT) {
            throw DomainException.conflict("not-a-draft");
        }
        erase(new MeetupEvent.Erased());
    }

    /** Removes its organiser, who left: a draft is erased, anything else is looked after by facilitators. */
    void forget(String member) {
        if (!member.equals(organiser)) {
            return;
        }
        if (status == Status.DRAFT) {
            erase(new MeetupEvent.Erased());
            return;
        }
        organiser = null;
        raise(new MeetupEvent.OrganiserRemoved());
    }

    /**
     * Follows its series to a later edition, unless it began already. What was edited by itself stays as it is, and is
     * published with the series once it is complete. Nobody's place is taken away.
     */
    void follow(MeetupContent after, long edition, boolean publish, ToIntFunction<AttendanceMode> taken, Instant now) {
        if (!isAhead(edition, now)) {
            return;
        }
        boolean edited = series != null && series.edited();
        MeetupContent wanted = edited ? content : new TakenPlaces(taken).roomIn(after);
        boolean toShow = publish && status == Status.DRAFT && wanted.missing().isEmpty();
        if (wanted.equals(content) && !toShow) {
            return;
        }
        if (series != null) {
            series = new Recurring(series.id(), series.original(), edition, edited);
        }
        change(wanted, now);
        if (toShow) {
            show(now);
        } else {
            raise(new MeetupEvent.Edited(status));
        }
    }

    /** Removes it from its series: a draft is erased, a published meetup is cancelled. */
    void drop(long edition, @Nullable Bilingual reason, Instant now) {
        if (!isAhead(edition, now)) {
            return;
        }
        if (status == Status.DRAFT) {
            erase(new MeetupEvent.Erased());
        } else {
            callOff(reason, now);
        }
    }

    private boolean isAhead(long edition, Instant now) {
        boolean over = status == Status.CANCELLED || status == Status.HELD;
        return series != null && series.edition() < edition && !over && now.isBefore(startsAt);
    }

    void mustBeReadableBy(MeetupCaller visitor) {
        if (!state().isReadableBy(visitor)) {
            // in the words of the store: what somebody may not know of does not exist
            throw DomainException.notFound();
        }
    }

    void mustBeEditableBy(MeetupCaller visitor) {
        mustBeReadableBy(visitor);
        if (!visitor.looksAfter(organiser)) {
            throw DomainException.forbidden("not-organiser-or-facilitator");
        }
    }

    MeetupContent content() {
        return content;
    }

    MeetupState state() {
        return new MeetupState(
                id(),
                status,
                organiser,
                content,
                startsAt,
                endsAt,
                revision,
                series,
                cancelledBecause,
                created,
                changed,
                published);
    }

    @Override
    protected @Nullable Object publicState() {
        return status == Status.DRAFT ? null : PublicMeetup.of(state());
    }
}
