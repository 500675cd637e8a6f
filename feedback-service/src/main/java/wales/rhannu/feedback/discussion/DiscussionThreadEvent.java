package wales.rhannu.feedback.discussion;

import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All events of threads; the state has the members to notify. */
sealed interface DiscussionThreadEvent extends DomainEvent {

    /** Somebody began a thread. */
    @EventType("wales.rhannu.feedback.topic-written.v1")
    record Written() implements DiscussionThreadEvent {}

    /** Its author changed what it says, in which language, or who may read it. */
    @EventType("wales.rhannu.feedback.topic-edited.v1")
    record Edited() implements DiscussionThreadEvent {}

    /** Somebody besides its author replies in confidence: it is for members from now on, and never for more. */
    @EventType("wales.rhannu.feedback.topic-audience-settled.v1")
    record AudienceSettled() implements DiscussionThreadEvent {}

    /** Its author deleted it; that there was one stays. */
    @EventType("wales.rhannu.feedback.topic-deleted.v1")
    record Deleted() implements DiscussionThreadEvent {}

    /** A facilitator hid it. */
    @EventType("wales.rhannu.feedback.topic-hidden.v1")
    record Hidden() implements DiscussionThreadEvent {}

    /** A facilitator shows it again. */
    @EventType("wales.rhannu.feedback.topic-shown.v1")
    record Shown() implements DiscussionThreadEvent {}

    /** Nothing is written in it any more. */
    @EventType("wales.rhannu.feedback.topic-locked.v1")
    record Locked() implements DiscussionThreadEvent {}

    /** It may be written in again. */
    @EventType("wales.rhannu.feedback.topic-unlocked.v1")
    record Unlocked() implements DiscussionThreadEvent {}

    /** Somebody who wrote it, or is named in it, left. */
    @EventType("wales.rhannu.feedback.topic-person-removed.v1")
    record PersonRemoved() implements DiscussionThreadEvent {}
}
