package wales.rhannu.feedback.ranking;

import java.time.Duration;
import org.springframework.stereotype.Component;
import wales.rhannu.feedback.result.Result;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.sweep.Sweeps;

/**
 * Takes back results of fewer than three ballots that earlier versions of this service published: the event that says so
 * replaces them on the compacted topics. An earlier version may still run beside this one, so it looks again every hour.
 */
@Component
class ResultWithholdingSweep {

    private static final Duration PAUSE = Duration.ofHours(1);

    private final Rankings rankings;

    ResultWithholdingSweep(Rankings rankings, Sweeps sweeps) {
        this.rankings = rankings;
        sweeps.each(
                PAUSE, "results-withheld", () -> rankings.withResultOfFewerThan(Result.FEWEST_BALLOTS), this::withhold);
    }

    void withhold(String id) {
        rankings.change(id, RequestContext.unconditional(), Ranking::withholdResult);
    }
}
