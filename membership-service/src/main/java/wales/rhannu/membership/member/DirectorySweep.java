package wales.rhannu.membership.member;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.sweep.Sweeps;

/** Adds search terms to members that an older version of this service stored without them. */
@Component
class DirectorySweep {

    DirectorySweep(Members members, Sweeps sweeps, @Value("${rhannu.directory.sweep:10m}") Duration pause) {
        sweeps.every(pause, "directory", alive -> members.completeDirectory());
    }
}
