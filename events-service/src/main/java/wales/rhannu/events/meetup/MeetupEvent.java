package wales.rhannu.events.meetup;

import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All that this feature publishes. */
sealed interface MeetupEvent extends DomainEvent {

    /** Somebody plans one. */
    @EventType("wales.rhannu.events.meetup-drafted.v1")
    record Drafted() implements MeetupEvent {}

    /** What it says was changed; the autosaves of a draft replace one another. */
    @EventType("wales.rhannu.events.meetup-edited.v1")
    record Edited(MeetupState.Status status) implements MeetupEvent {
        @Override
        public boolean replacesPending() {
            return status == MeetupState.Status.DRAFT;
        }
    }

    /** Everybody may see it and register. */
    @EventType("wales.rhannu.events.meetup-published.v1")
    record Published() implements MeetupEvent {}

    /** It does not take place. */
    @EventType("wales.rhannu.events.meetup-cancelled.v1")
    record Cancelled(@Nullable Bilingual reason) implements MeetupEvent {
        @Override
        public Object publicChange() {
            return this;
        }
    }

    /** Its time is over. */
    @EventType("wales.rhannu.events.meetup-held.v1")
    record Held() implements MeetupEvent {}

    /** Its organiser left: facilitators look after it. */
    @EventType("wales.rhannu.events.meetup-organiser-removed.v1")
    record OrganiserRemoved() implements MeetupEvent {}

    /** It is gone: a draft that was discarded, or whose organiser left. */
    @EventType("wales.rhannu.events.meetup-erased.v1")
    record Erased() implements MeetupEvent {}
}
