package wales.rhannu.events.registration;

import java.util.List;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.Mode;

/** Where somebody goes, or would like to. */
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
        return registrations.of(member).stream()
                .filter(each -> each.state() != Registration.State.LEFT)
                .map(each ->
                        new To(each.meetup(), each.state() == Registration.State.WAITING, each.mode(), each.version()))
                .toList();
    }
}
