package wales.rhannu.feedback.discussion;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.web.Caller;

/**
 * Who reads, or writes.
 *
 * @param id null for somebody who is not signed in
 */
record Reader(@Nullable String id, boolean isMember, boolean isFacilitator) {

    static Reader of(Caller caller) {
        boolean facilitator = caller.has("facilitator");
        return new Reader(caller.id(), facilitator || caller.has("member"), facilitator);
    }

    static Reader of(Optional<Caller> caller) {
        return caller.map(Reader::of).orElse(new Reader(null, false, false));
    }
}
