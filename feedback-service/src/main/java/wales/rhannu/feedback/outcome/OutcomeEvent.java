package wales.rhannu.feedback.outcome;

import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All that is published of outcomes. */
sealed interface OutcomeEvent extends DomainEvent {

    /** It was told what came of something that people were asked. */
    @EventType("wales.rhannu.feedback.outcome-told.v1")
    record Told(Outcome.Progress progress) implements OutcomeEvent {
        @Override
        public Object publicChange() {
            return this;
        }
    }

    /** It went on, or is told in other words. */
    @EventType("wales.rhannu.feedback.outcome-updated.v1")
    record Updated(Outcome.Progress before, Outcome.Progress after) implements OutcomeEvent {
        @Override
        public Object publicChange() {
            return this;
        }
    }
}
