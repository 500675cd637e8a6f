package wales.rhannu.events.meetup;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.sweep.Sweeps;

/** Notes that meetups were held when their time is over: a write like any other. */
@Component
class Held {

    Held(Meetups meetups, Clock clock, Sweeps sweeps, @Value("${rhannu.meetups.sweep:5s}") Duration pause) {
        sweeps.each(
                pause,
                "held",
                () -> meetups.over(clock.instant().truncatedTo(ChronoUnit.SECONDS)),
                meetup -> meetups.hold(meetup, clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }
}
