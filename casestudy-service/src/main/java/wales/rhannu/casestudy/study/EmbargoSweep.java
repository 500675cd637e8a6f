package wales.rhannu.casestudy.study;

import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.sweep.Sweeps;

/** Lifts embargoes that have ended, each by a normal write with its events. */
@Component
class EmbargoSweep {

    EmbargoSweep(CaseStudies studies, Clock clock, Sweeps sweeps, @Value("${rhannu.embargo.sweep:5s}") Duration pause) {
        sweeps.each(
                pause,
                "embargoes",
                () -> studies.embargoedUntil(clock.instant()),
                study -> studies.liftEmbargo(study, clock.instant()));
    }
}
