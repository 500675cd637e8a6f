package wales.rhannu.feedback.ranking;

import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All events of ballots, published to an internal topic only. */
sealed interface BallotEvent extends DomainEvent {

    /** Somebody ranked the options, for the first time or anew. */
    @EventType("wales.rhannu.feedback.ballot-cast.v1")
    record Cast() implements BallotEvent {
        @Override
        public boolean replacesPending() {
            return true;
        }
    }

    /** The voter does not want to be counted. */
    @EventType("wales.rhannu.feedback.ballot-withdrawn.v1")
    record Withdrawn() implements BallotEvent {}

    /** It came too late, and what was before it stands. */
    @EventType("wales.rhannu.feedback.ballot-taken-back.v1")
    record TakenBack() implements BallotEvent {}

    /** It counts, and does not change any more. */
    @EventType("wales.rhannu.feedback.ballot-sealed.v1")
    record Sealed(long attempt) implements BallotEvent {}

    /** The voter left. */
    @EventType("wales.rhannu.feedback.ballot-erased.v1")
    record Erased() implements BallotEvent {}
}
