package wales.rhannu.events.registration;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.AttendanceMode;
import wales.rhannu.events.membership.MemberDirectory;
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
            AttendanceMode mode,
            @Nullable Integer place,
            Instant arrived,
            @Nullable Boolean attended) {}

    record Organisation(String id, @Nullable Bilingual name) {}

    private final MemberDirectory members;

    Attendees(MemberDirectory members) {
        this.members = members;
    }

    Attendee of(Registration registration) {
        Optional<MemberDirectory.Member> member = members.member(registration.member());
        return new Attendee(
                registration.id(),
                registration.member(),
                member.map(MemberDirectory.Member::name).orElse(null),
                member.map(MemberDirectory.Member::organisation)
                        .map(this::organisation)
                        .orElse(null),
                registration.state(),
                registration.mode(),
                registration.number(),
                registration.arrived(),
                registration.attended());
    }

    private Organisation organisation(String id) {
        return new Organisation(id, members.organisation(id).orElse(null));
    }
}
