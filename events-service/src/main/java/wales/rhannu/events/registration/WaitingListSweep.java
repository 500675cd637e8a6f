package wales.rhannu.events.registration;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.starter.sweep.Sweeps;

/** Fills free places from waiting lists, and completes cancellations that were interrupted. */
@Component
class WaitingListSweep {

    WaitingListSweep(
            SeatAllocation seats,
            Meetups meetups,
            Clock clock,
            Sweeps sweeps,
            @Value("${rhannu.places.sweep:5s}") Duration pause) {
        sweeps.each(pause, "waiting", () -> seats.waitedFor(now(clock)), seats::offer);
        sweeps.each(pause, "cancelled", () -> meetups.cancelledAhead(now(clock)), seats::tell);
    }

    /** In whole seconds, as meetups end: times are compared as texts. */
    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
