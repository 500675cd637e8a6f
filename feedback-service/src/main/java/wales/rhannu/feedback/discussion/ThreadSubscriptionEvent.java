package wales.rhannu.feedback.discussion;

import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All events of subscriptions, published to an internal topic only. */
sealed interface ThreadSubscriptionEvent extends DomainEvent {

    /** A member wants to be told of replies. */
    @EventType("wales.rhannu.feedback.following-begun.v1")
    record Begun() implements ThreadSubscriptionEvent {}

    /** A member no longer wants to be told. */
    @EventType("wales.rhannu.feedback.following-ended.v1")
    record Ended() implements ThreadSubscriptionEvent {}

    /** The member left. */
    @EventType("wales.rhannu.feedback.following-erased.v1")
    record Erased() implements ThreadSubscriptionEvent {}
}
