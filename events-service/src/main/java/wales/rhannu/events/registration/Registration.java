package wales.rhannu.events.registration;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import wales.rhannu.events.meetup.AttendanceMode;
import wales.rhannu.events.meetup.LocalMinute;
import wales.rhannu.events.meetup.MeetupState;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * Somebody's coming to a meetup. Its {@code arrival} and its {@code place} are unique among all registrations: that is
 * what keeps a place from being given twice, and arrivals in order.
 */
class Registration extends Aggregate<RegistrationEvent> {

    /** What has become of it. */
    enum State {
        REGISTERED,
        WAITING,
        LEFT,
        MEETUP_CANCELLED;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean isOpen() {
            return this == REGISTERED || this == WAITING;
        }
    }

    /** What the meetup was when this changed last: what an e-mail has to say of it. */
    record About(@Nullable Bilingual title, @Nullable LocalMinute starts, @Nullable String zone, Instant startsAt) {

        static About of(MeetupState meetup) {
            return new About(
                    meetup.content().title(),
                    meetup.content().starts(),
                    meetup.content().zone(),
                    meetup.startsAt());
        }
    }

    private String meetup = "";
    private String member = "";
    private State state = State.LEFT;
    private AttendanceMode mode = AttendanceMode.ONLINE;
    /** {@code <meetup>/<ticket>}; kept by who left, so that tickets rise. */
    private String arrival = "";
    /** {@code <meetup>/<mode>/<number>}; {@code none/<id>} without a place, because absent values would clash. */
    private String place = "";

    private Instant arrived = Instant.EPOCH;
    private About about = new About(null, null, null, Instant.EPOCH);
    private @Nullable Boolean attended;

    @SuppressWarnings("unused") // the store's
    private Registration() {}

    static String idOf(String meetup, String member) {
        return Ids.derived("registration", meetup, member);
    }

    static String arrivalOf(String meetup, long ticket) {
        return meetup + "/" + String.format(Locale.ROOT, "%010d", ticket);
    }

    static String placesOf(String meetup, AttendanceMode mode) {
        return meetup + "/" + mode.text() + "/";
    }

    private static String placeOf(String meetup, AttendanceMode mode, int number) {
        return placesOf(meetup, mode) + String.format(Locale.ROOT, "%06d", number);
    }

    /**
     * Somebody arrives for the first time.
     *
     * @param number of the place that they get; null where they wait
     */
    Registration(
            MeetupState at, String member, AttendanceMode mode, long ticket, @Nullable Integer number, Instant now) {
        super(idOf(at.id(), member));
        this.meetup = at.id();
        this.member = member;
        queue(at, mode, ticket, number, now);
        raise(number == null ? new RegistrationEvent.Waiting() : new RegistrationEvent.Registered());
    }

    private void queue(MeetupState at, AttendanceMode wanted, long ticket, @Nullable Integer number, Instant now) {
        mode = wanted;
        arrival = arrivalOf(meetup, ticket);
        state = number == null ? State.WAITING : State.REGISTERED;
        place = number == null ? nowhere() : placeOf(meetup, wanted, number);
        about = About.of(at);
        arrived = now.truncatedTo(ChronoUnit.MILLIS);
        attended = null;
    }

    private String nowhere() {
        return "none/" + id();
    }

    /** Somebody who left comes again, or wants a place of the other mode: an arrival like any other. */
    void arriveAgain(MeetupState at, AttendanceMode wanted, long ticket, @Nullable Integer number, Instant now) {
        if (state.isOpen() && mode == wanted) {
            return;
        }
        boolean moved = state == State.REGISTERED;
        AttendanceMode from = mode;
        queue(at, wanted, ticket, number, now);
        if (number == null) {
            raise(new RegistrationEvent.Waiting());
        } else {
            raise(moved ? new RegistrationEvent.Moved(from) : new RegistrationEvent.Registered());
        }
    }

    /**
     * Gives a place to who waits since an arrival; who left meanwhile, or came again, is left alone.
     *
     * @param since the arrival that was the first of those that wait
     */
    void promote(String since, MeetupState at, int number) {
        if (state != State.WAITING || !arrival.equals(since)) {
            return;
        }
        state = State.REGISTERED;
        place = placeOf(meetup, mode, number);
        about = About.of(at);
        raise(new RegistrationEvent.Promoted());
    }

    void leave() {
        if (!state.isOpen()) {
            return;
        }
        state = State.LEFT;
        place = nowhere();
        raise(new RegistrationEvent.Left());
    }

    void meetupCancelled(MeetupState at) {
        if (!state.isOpen()) {
            return;
        }
        State before = state;
        state = State.MEETUP_CANCELLED;
        place = nowhere();
        about = About.of(at);
        raise(new RegistrationEvent.MeetupCancelled(before, at.cancelledBecause()));
    }

    void note(boolean came) {
        if (state != State.REGISTERED) {
            throw DomainException.conflict("no-place");
        }
        if (attended == null || attended != came) {
            attended = came;
            raise(new RegistrationEvent.AttendanceNoted(came));
        }
    }

    void erase() {
        erase(new RegistrationEvent.Erased());
    }

    String meetup() {
        return meetup;
    }

    String member() {
        return member;
    }

    State state() {
        return state;
    }

    AttendanceMode mode() {
        return mode;
    }

    String arrival() {
        return arrival;
    }

    long ticket() {
        return Long.parseLong(arrival.substring(arrival.lastIndexOf('/') + 1));
    }

    /** Null without a place. */
    @Nullable
    Integer number() {
        return state == State.REGISTERED ? Integer.valueOf(place.substring(place.lastIndexOf('/') + 1)) : null;
    }

    Instant arrived() {
        return arrived;
    }

    @Nullable
    Boolean attended() {
        return attended;
    }
}
