package wales.rhannu.feedback.discussion;

import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All events of replies; the state has the members to notify. */
sealed interface ReplyEvent extends DomainEvent {

    /**
     * Somebody replied.
     *
     * @param topicTitle for what is written to those who are told
     */
    @EventType("wales.rhannu.feedback.reply-written.v1")
    record Written(@Nullable String topicTitle) implements ReplyEvent {}

    /** Its author changed what it says. */
    @EventType("wales.rhannu.feedback.reply-edited.v1")
    record Edited(@Nullable String topicTitle) implements ReplyEvent {}

    /** Its author deleted it; that there was one stays. */
    @EventType("wales.rhannu.feedback.reply-deleted.v1")
    record Deleted() implements ReplyEvent {}

    /** A facilitator hid it. */
    @EventType("wales.rhannu.feedback.reply-hidden.v1")
    record Hidden() implements ReplyEvent {}

    /** A facilitator shows it again. */
    @EventType("wales.rhannu.feedback.reply-shown.v1")
    record Shown() implements ReplyEvent {}

    /** Somebody who wrote it, or is named in it, left. */
    @EventType("wales.rhannu.feedback.reply-person-removed.v1")
    record PersonRemoved() implements ReplyEvent {}
}
