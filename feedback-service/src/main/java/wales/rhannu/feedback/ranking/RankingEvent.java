package wales.rhannu.feedback.ranking;

import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All that is published of rankings. */
sealed interface RankingEvent extends DomainEvent {

    /** Somebody began to write one. */
    @EventType("wales.rhannu.feedback.ranking-drafted.v1")
    record Drafted() implements RankingEvent {}

    /** The draft was changed. */
    @EventType("wales.rhannu.feedback.ranking-edited.v1")
    record Edited() implements RankingEvent {
        @Override
        public boolean replacesPending() {
            return true;
        }
    }

    /** Members may rank from now on. */
    @EventType("wales.rhannu.feedback.ranking-opened.v1")
    record Opened() implements RankingEvent {}

    /**
     * No more ballots are taken; those there are get counted.
     *
     * @param attempt rises when the counting is begun anew, after who counted died
     */
    @EventType("wales.rhannu.feedback.ranking-closing-begun.v1")
    record ClosingBegun(long attempt) implements RankingEvent {}

    /** It was counted. */
    @EventType("wales.rhannu.feedback.ranking-closed.v1")
    record Closed(@Nullable String condorcetWinner) implements RankingEvent {
        @Override
        public Object publicChange() {
            return this;
        }
    }

    /** It was closed with a result of fewer ballots than are told of; what is left is how many they were. */
    @EventType("wales.rhannu.feedback.ranking-result-withheld.v1")
    record ResultWithheld() implements RankingEvent {}

    /** Whoever wrote it left. */
    @EventType("wales.rhannu.feedback.ranking-author-removed.v1")
    record AuthorRemoved() implements RankingEvent {}

    /** It is gone: a draft that was discarded, or whose author left. */
    @EventType("wales.rhannu.feedback.ranking-erased.v1")
    record Erased() implements RankingEvent {}
}
