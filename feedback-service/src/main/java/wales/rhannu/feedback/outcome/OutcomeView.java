package wales.rhannu.feedback.outcome;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;

/** An outcome as anyone may read it. */
public record OutcomeView(
        String id, Outcome.Asked asked, @JsonUnwrapped Outcome.Account account, Instant created, Instant changed) {}
