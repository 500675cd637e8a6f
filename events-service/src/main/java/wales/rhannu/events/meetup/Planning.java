package wales.rhannu.events.meetup;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.RequestContext;

/** Plans meetups that nobody asked for by a request. */
@Component
public class Planning {

    private final Meetups meetups;
    private final Clock clock;

    Planning(Meetups meetups, Clock clock) {
        this.meetups = meetups;
        this.clock = clock;
    }

    /** Makes one and publishes it, unless it is there already; one whose time is over was held. */
    public void publish(String id, String organiser, MeetupContent content) {
        Meetup meetup =
                meetups.add(Meetup.draft(id, organiser, content, clock.instant()), RequestContext.unconditional(id));
        if (meetup.state().status() == MeetupState.Status.DRAFT && meetup.version() == 1) {
            Visitor by = new Visitor(organiser, Set.of());
            meetups.change(id, RequestContext.unconditional(), it -> it.publish(by, clock.instant()));
            meetups.change(
                    id,
                    RequestContext.unconditional(),
                    it -> it.hold(clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        }
    }
}
