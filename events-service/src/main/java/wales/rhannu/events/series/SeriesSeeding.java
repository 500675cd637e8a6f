package wales.rhannu.events.series;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import wales.rhannu.events.meetup.MeetupCaller;
import wales.rhannu.events.meetup.MeetupContent;
import wales.rhannu.starter.aggregate.RequestContext;

/** Creates series without a request, for the demo set. */
@Component
public class SeriesSeeding {

    private final SeriesRepository repository;
    private final Clock clock;

    SeriesSeeding(SeriesRepository repository, Clock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /** Makes one and publishes it, unless it is there already. */
    public void publish(String id, String organiser, MeetupContent content, String rrule) {
        Series series = repository.add(
                new Series(id, organiser, new SeriesContent(content, rrule, List.of()), clock.instant()),
                RequestContext.unconditional(id));
        if (series.status() == Series.Status.DRAFT && series.edition() == 1) {
            MeetupCaller by = new MeetupCaller(organiser, Set.of());
            repository.change(id, RequestContext.unconditional(), it -> it.publish(by, clock.instant()));
        }
    }
}
