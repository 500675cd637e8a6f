package wales.rhannu.events.meetup;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.sweep.Sweeps;

/** Marks meetups as held when they are over, each by a normal write with its events. */
@Component
class MeetupCompletionSweep {

    MeetupCompletionSweep(
            Meetups meetups, Clock clock, Sweeps sweeps, @Value("${rhannu.meetups.sweep:5s}") Duration pause) {
        sweeps.each(
                pause,
                "held",
                () -> meetups.over(clock.instant().truncatedTo(ChronoUnit.SECONDS)),
                meetup -> meetups.hold(meetup, clock.instant().truncatedTo(ChronoUnit.SECONDS)));
    }
}
