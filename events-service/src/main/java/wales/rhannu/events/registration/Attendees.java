package wales.rhannu.events.registration;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.Mode;
import wales.rhannu.events.membership.People;
import wales.rhannu.starter.Bilingual;

/** The registrations of a meetup with names, for its organiser. */
@Component
class Attendees {

    /**
     * One of them.
     *
     * @param name null where membership has not told us, or they did not say it
     */
    record Attendee(
            String id,
            String member,
            @Nullable String name,
            @Nullable Organisation organisation,
            Registration.State state,
            Mode mode,
            @Nullable Integer place,
            Instant arrived,
            @Nullable Boolean attended) {}

    record Organisation(String id, @Nullable Bilingual name) {}

    private final People people;

    Attendees(People people) {
        this.people = people;
    }

    Attendee of(Registration registration) {
        Optional<People.Member> member = people.member(registration.member());
        return new Attendee(
                registration.id(),
                registration.member(),
                member.map(People.Member::name).orElse(null),
                member.map(People.Member::organisation).map(this::organisation).orElse(null),
                registration.state(),
                registration.mode(),
                registration.number(),
                registration.arrived(),
                registration.attended());
    }

    private Organisation organisation(String id) {
        return new Organisation(id, people.organisation(id).orElse(null));
    }
}
