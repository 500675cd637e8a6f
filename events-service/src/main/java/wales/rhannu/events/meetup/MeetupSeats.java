package wales.rhannu.events.meetup;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the meetup feature needs to know about registrations. */
public interface MeetupSeats {

    /** The places of a mode: how many are taken, how many are free, and how many people wait for one. */
    record Counts(long taken, long free, long waiting) {}

    /**
     * Somebody's own registration.
     *
     * @param position in the waiting list, from 1; null where nobody waits
     */
    record OwnRegistration(String state, AttendanceMode mode, @Nullable Long position) {

        /** Whether they may know where to join. */
        boolean joinsOnline() {
            return state.equals("registered") && mode == AttendanceMode.ONLINE;
        }
    }

    /** For each meetup's id, by the mode's name in the API's {@code places}; of the modes that are offered. */
    Map<String, Map<String, Counts>> counts(Collection<MeetupState> meetups);

    /** Empty where somebody neither has a place nor waits. */
    Optional<OwnRegistration> own(String meetup, String member);

    /** How many places of a mode are taken. */
    int taken(String meetup, AttendanceMode mode);

    /** Gives free places to waiting members, in their order. */
    void offer(String meetup);
}
