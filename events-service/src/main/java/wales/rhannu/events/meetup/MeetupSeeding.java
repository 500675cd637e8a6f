package wales.rhannu.events.meetup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.RequestContext;

/** Creates meetups without a request, for the demo set. */
@Component
public class MeetupSeeding {

    /** How long before its beginning one is planned that has begun. */
    private static final Duration NOTICE = Duration.ofDays(14);

    private final Meetups meetups;
    private final Clock clock;

    MeetupSeeding(Meetups meetups, Clock clock) {
        this.meetups = meetups;
        this.clock = clock;
    }

    /** Makes one and publishes it, unless it is there already; one whose time is over was held. */
    public void publish(String id, String organiser, MeetupContent content) {
        Instant now = clock.instant();
        Instant begins = content.begins().toInstant();
        Instant planned = now.isBefore(begins) ? now : begins.minus(NOTICE);
        Meetup meetup = meetups.add(Meetup.draft(id, organiser, content, planned), RequestContext.unconditional(id));
        if (meetup.state().status() == MeetupState.Status.DRAFT && meetup.version() == 1) {
            MeetupCaller by = new MeetupCaller(organiser, Set.of());
            meetups.change(id, RequestContext.unconditional(), it -> it.publish(by, planned));
            meetups.change(id, RequestContext.unconditional(), it -> it.hold(now.truncatedTo(ChronoUnit.SECONDS)));
        }
    }
}
