package wales.rhannu.events.registration;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.AttendanceMode;

/** The meetups that a member registered for. */
@Component
public class MemberRegistrations {

    /**
     * One meetup of somebody's.
     *
     * @param waiting whether they have no place yet
     * @param version rises with each change of their registration
     */
    public record MemberRegistration(String meetup, boolean waiting, AttendanceMode mode, long version) {

        /** Whether they may know where to join. */
        public boolean joinsOnline() {
            return !waiting && mode == AttendanceMode.ONLINE;
        }
    }

    private final Registrations registrations;

    MemberRegistrations(Registrations registrations) {
        this.registrations = registrations;
    }

    /** Those that they have not left; where the meetup was cancelled too, for calendars to know of it. */
    public List<MemberRegistration> of(String member) {
        List<MemberRegistration> all = new ArrayList<>();
        registrations.each(member, each -> {
            if (each.state() != Registration.State.LEFT) {
                all.add(new MemberRegistration(
                        each.meetup(), each.state() == Registration.State.WAITING, each.mode(), each.version()));
            }
        });
        return all;
    }
}
