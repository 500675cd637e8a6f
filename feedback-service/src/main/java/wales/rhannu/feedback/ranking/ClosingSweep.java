package wales.rhannu.feedback.ranking;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.sweep.Sweeps;

/** Looks for rankings to close. */
@Component
class ClosingSweep {

    ClosingSweep(
            RankingClosing closing,
            Sweeps sweeps,
            @Value("${rhannu.closing.sweep:5s}") Duration pause,
            @Value("${rhannu.closing.patience:30s}") Duration patience) {
        sweeps.every(pause, "closing", alive -> closing.sweep(patience, alive));
    }
}
