package wales.rhannu.events.registration;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.Mode;

/** The meetups that a member registered for. */
@Component
public class Coming {

    /**
     * One meetup of somebody's.
     *
     * @param waiting whether they have no place yet
     * @param version rises with each change of their registration
     */
    public record To(String meetup, boolean waiting, Mode mode, long version) {

        /** Whether they may know where to join. */
        public boolean joinsOnline() {
            return !waiting && mode == Mode.ONLINE;
        }
    }

    private final Registrations registrations;

    Coming(Registrations registrations) {
        this.registrations = registrations;
    }

    /** Those that they have not left; where the meetup was cancelled too, for calendars to know of it. */
    public List<To> of(String member) {
        List<To> all = new ArrayList<>();
        registrations.each(member, each -> {
            if (each.state() != Registration.State.LEFT) {
                all.add(new To(each.meetup(), each.state() == Registration.State.WAITING, each.mode(), each.version()));
            }
        });
        return all;
    }
}
