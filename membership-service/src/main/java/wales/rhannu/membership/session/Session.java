package wales.rhannu.membership.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A browser in which a member is signed in, with all tokens that were given by that.
 *
 * @param id {@code sid} of the tokens
 * @param member the id of the member
 * @param browser a short name as {@code Firefox}; null where it is not known
 * @param usedAt when a token was given last
 * @param endsAt when it ends however much it is used
 * @param atProvider the id of the browser's session with this service
 */
public record Session(
        String id,
        String member,
        @Nullable String browser,
        Instant begunAt,
        Instant usedAt,
        Instant endsAt,
        String atProvider) {}
