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
public record Visitor(@Nullable String id, Set<String> roles) {

    private static final Visitor STRANGER = new Visitor(null, Set.of());

    public static Visitor of(Caller caller) {
        return new Visitor(caller.id(), caller.roles());
    }

    public static Visitor of(Optional<Caller> caller) {
        return caller.map(Visitor::of).orElse(STRANGER);
    }

    public boolean isFacilitator() {
        return roles.contains("facilitator");
    }

    /** Whether the caller is this organiser or a facilitator. */
    public boolean looksAfter(@Nullable String organiser) {
        return isFacilitator() || id != null && id.equals(organiser);
    }
}
