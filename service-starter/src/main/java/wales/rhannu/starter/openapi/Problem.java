package wales.rhannu.starter.openapi;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.Violation;

/** A problem detail as {@link wales.rhannu.starter.web.Problems} writes it, for its description. */
@Schema(description = "Why a request was refused, as problem details (RFC 9457).")
record Problem(
        @Schema(description = "The cause, as an address that does not change", format = "uri") String type,
        @Schema(description = "The cause in a few words, in the language asked for") String title,
        @Schema(description = "The HTTP status") int status,
        @Schema(description = "What happened and what to do, in the language asked for") String detail,
        @Schema(description = "The path that was asked for") @Nullable String instance,
        @Schema(description = "All that is wrong with the values of the request") @Nullable List<Violation> errors) {}
