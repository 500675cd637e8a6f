package wales.rhannu.feedback.outcome;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;

/** An outcome as anyone may read it. */
public record OutcomeView(
        String id,
        Outcome.SubjectReference asked,
        @JsonUnwrapped Outcome.Statement account,
        Instant created,
        Instant changed) {}
