package wales.rhannu.events.series;

import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All that this feature publishes, to internal topics alone: each meetup of a series is published by itself. */
sealed interface SeriesEvent extends DomainEvent {

    /** Somebody plans one. */
    @EventType("wales.rhannu.events.series-drafted.v1")
    record Drafted() implements SeriesEvent {}

    /** What its meetups say, or when they are, was changed. */
    @EventType("wales.rhannu.events.series-edited.v1")
    record Edited() implements SeriesEvent {}

    /** Its meetups are published with it. */
    @EventType("wales.rhannu.events.series-published.v1")
    record Published() implements SeriesEvent {}

    /** Those of its meetups that have not begun do not take place. */
    @EventType("wales.rhannu.events.series-cancelled.v1")
    record Cancelled(@Nullable Bilingual reason) implements SeriesEvent {}

    /** Its meetups have followed. */
    @EventType("wales.rhannu.events.series-settled.v1")
    record Settled() implements SeriesEvent {}

    /** Its organiser left: facilitators look after it. */
    @EventType("wales.rhannu.events.series-organiser-removed.v1")
    record OrganiserRemoved() implements SeriesEvent {}

    /** It is gone: its organiser left before it was published. */
    @EventType("wales.rhannu.events.series-erased.v1")
    record Erased() implements SeriesEvent {}
}
