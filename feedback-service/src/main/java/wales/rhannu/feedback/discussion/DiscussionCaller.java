package wales.rhannu.feedback.discussion;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.web.Caller;

/**
 * Who reads, or writes.
 *
 * @param id null for somebody who is not signed in
 */
record DiscussionCaller(@Nullable String id, boolean isMember, boolean isFacilitator) {

    static DiscussionCaller of(Caller caller) {
        boolean facilitator = caller.has("facilitator");
        return new DiscussionCaller(caller.id(), facilitator || caller.has("member"), facilitator);
    }

    static DiscussionCaller of(Optional<Caller> caller) {
        return caller.map(DiscussionCaller::of).orElse(new DiscussionCaller(null, false, false));
    }
}
