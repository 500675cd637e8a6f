package wales.rhannu.events.registration;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.starter.sweep.Sweeps;

/** Looks after those who wait and those whose meetup was cancelled, whatever died before it could. */
@Component
class WaitingListSweep {

    WaitingListSweep(
            SeatAllocation seats,
            Registrations registrations,
            Meetups meetups,
            Clock clock,
            Sweeps sweeps,
            @Value("${rhannu.places.sweep:5s}") Duration pause) {
        sweeps.each(pause, "waiting", registrations::waitedFor, seats::offer);
        sweeps.each(
                pause,
                "cancelled",
                () -> meetups.cancelledAhead(clock.instant().truncatedTo(ChronoUnit.SECONDS)),
                seats::tell);
    }
}
