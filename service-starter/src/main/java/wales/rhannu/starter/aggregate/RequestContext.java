package wales.rhannu.starter.aggregate;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a write asks for besides its content; a controller takes it as an argument.
 *
 * @param newId the id of what it may create: derived (UUIDv5) from caller, path and {@code Idempotency-Key} where there
 *     is a key, so that a repeat after a crash finds what the first try made; random otherwise
 * @param requestKey what tells this request from others on the same aggregate, where there is an {@code Idempotency-Key}
 * @param fingerprint a hash of the body that came with the key
 * @param expectedVersions the versions of {@code If-Match}, where there is one: any of them will do; empty where none
 *     can be met
 */
public record RequestContext(
        String newId, @Nullable String requestKey, @Nullable String fingerprint, @Nullable Set<Long> expectedVersions) {

    /** Whether the request's condition allows this version. */
    public boolean expects(long version) {
        return expectedVersions == null || expectedVersions.contains(version);
    }

    /** The context of a write without a request and without a condition. */
    public static RequestContext unconditional() {
        return new RequestContext(UUID.randomUUID().toString(), null, null, null);
    }

    /** As {@link #unconditional()}, for a creation whose id is known: where it exists already, nothing changes. */
    public static RequestContext unconditional(String newId) {
        return new RequestContext(newId, newId, "", null);
    }
}
