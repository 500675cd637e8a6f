package wales.rhannu.membership.program;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program that acts in its own name.
 *
 * @param id its {@code client_id}
 * @param organisation the id of the public body that runs it, the {@code org} of its tokens
 * @param roles the roles of its tokens
 * @param secretHash of its {@code client_secret}, which is shown once
 * @param createdBy the id of the facilitator who registered it; null once they have left
 */
public record Program(
        String id,
        String name,
        @Nullable String organisation,
        Set<String> roles,
        String secretHash,
        Instant createdAt,
        @Nullable String createdBy) {}
