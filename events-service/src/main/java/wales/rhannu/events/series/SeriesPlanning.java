package wales.rhannu.events.series;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.events.meetup.Visitor;
import wales.rhannu.starter.aggregate.RequestContext;

/** Creates series without a request, for the demo set. */
@Component
public class SeriesPlanning {

    private final AllSeries all;
    private final Clock clock;

    SeriesPlanning(AllSeries all, Clock clock) {
        this.all = all;
        this.clock = clock;
    }

    /** Makes one and publishes it, unless it is there already. */
    public void publish(String id, String organiser, MeetupContent content, String rrule) {
        Series series = all.add(
                new Series(id, organiser, new Plan(content, rrule, List.of()), clock.instant()),
                RequestContext.unconditional(id));
        if (series.status() == Series.Status.DRAFT && series.edition() == 1) {
            Visitor by = new Visitor(organiser, Set.of());
            all.change(id, RequestContext.unconditional(), it -> it.publish(by, clock.instant()));
        }
    }
}
