package wales.rhannu.events.registration;

import org.jspecify.annotations.Nullable;
import wales.rhannu.events.meetup.AttendanceMode;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All that this feature publishes; it is about people, so no topic of it is public. */
sealed interface RegistrationEvent extends DomainEvent {

    /** Somebody has a place. */
    @EventType("wales.rhannu.events.registration-registered.v1")
    record Registered() implements RegistrationEvent {}

    /** Somebody waits for a place. */
    @EventType("wales.rhannu.events.registration-waiting.v1")
    record Waiting() implements RegistrationEvent {}

    /** Somebody who had a place has one of the other mode. */
    @EventType("wales.rhannu.events.registration-moved.v1")
    record Moved(AttendanceMode from) implements RegistrationEvent {}

    /** Somebody who waited has a place. */
    @EventType("wales.rhannu.events.registration-promoted.v1")
    record Promoted() implements RegistrationEvent {}

    /** Somebody does not come after all, or waits no longer. */
    @EventType("wales.rhannu.events.registration-left.v1")
    record Left() implements RegistrationEvent {}

    /** The meetup does not take place. */
    @EventType("wales.rhannu.events.registration-meetup-cancelled.v1")
    record MeetupCancelled(Registration.State before, @Nullable Bilingual reason) implements RegistrationEvent {}

    /** The organiser noted who came. */
    @EventType("wales.rhannu.events.registration-attendance-noted.v1")
    record AttendanceNoted(boolean attended) implements RegistrationEvent {}

    /** The person left the community, and nothing is kept of them. */
    @EventType("wales.rhannu.events.registration-erased.v1")
    record Erased() implements RegistrationEvent {}
}
