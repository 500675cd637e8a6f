package wales.rhannu.events.meetup;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.web.Caller;

/**
 * Who asks: somebody signed in, or not.
 *
 * @param id null for somebody who is not signed in
 */
public record MeetupCaller(@Nullable String id, Set<String> roles) {

    private static final MeetupCaller STRANGER = new MeetupCaller(null, Set.of());

    public static MeetupCaller of(Caller caller) {
        return new MeetupCaller(caller.id(), caller.roles());
    }

    public static MeetupCaller of(Optional<Caller> caller) {
        return caller.map(MeetupCaller::of).orElse(STRANGER);
    }

    public boolean isFacilitator() {
        return roles.contains("facilitator");
    }

    /** Whether the caller is this organiser or a facilitator. */
    public boolean looksAfter(@Nullable String organiser) {
        return isFacilitator() || id != null && id.equals(organiser);
    }
}
