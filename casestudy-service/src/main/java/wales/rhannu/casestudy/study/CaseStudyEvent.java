package wales.rhannu.casestudy.study;

import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All that this feature publishes. No event names a person: the state does, and what a person's leaving changes is the state. */
sealed interface CaseStudyEvent extends DomainEvent {

    /** Somebody began to write one. */
    @EventType("wales.rhannu.casestudy.case-study-drafted.v1")
    record Drafted() implements CaseStudyEvent {}

    /** What it says was changed; the autosaves of a draft replace one another. */
    @EventType("wales.rhannu.casestudy.case-study-edited.v1")
    record Edited(StudyState.Status status) implements CaseStudyEvent {
        @Override
        public boolean replacesPending() {
            return status == StudyState.Status.DRAFT;
        }
    }

    /** Its author wants it published. */
    @EventType("wales.rhannu.casestudy.case-study-submitted.v1")
    record Submitted() implements CaseStudyEvent {}

    /** A facilitator published it, to the audience of its disclosure. */
    @EventType("wales.rhannu.casestudy.case-study-published.v1")
    record Published(Disclosure.Audience audience) implements CaseStudyEvent {}

    /** It is no longer shown, because its time is over. */
    @EventType("wales.rhannu.casestudy.case-study-archived.v1")
    record Archived() implements CaseStudyEvent {}

    /** It came from a file, for the first time or with what the file says now. */
    @EventType("wales.rhannu.casestudy.case-study-imported.v1")
    record Imported(@Nullable String source, @Nullable String row) implements CaseStudyEvent {

        static Imported from(@Nullable Source source) {
            return new Imported(source == null ? null : source.name(), source == null ? null : source.row());
        }
    }

    /** Others may read it than before, or from another time on, and nothing else was changed. */
    @EventType("wales.rhannu.casestudy.case-study-disclosure-changed.v1")
    record DisclosureChanged(Disclosure.Audience before, Disclosure.Audience after) implements CaseStudyEvent {}

    /** Its embargo is over. */
    @EventType("wales.rhannu.casestudy.case-study-embargo-lifted.v1")
    record EmbargoLifted() implements CaseStudyEvent {}

    /** A facilitator took it down. */
    @EventType("wales.rhannu.casestudy.case-study-taken-down.v1")
    record TakenDown(@Nullable String reason) implements CaseStudyEvent {}

    /** The organisation whose it is has a new name, or we learned it. */
    @EventType("wales.rhannu.casestudy.case-study-organisation-named.v1")
    record OrganisationNamed(Bilingual name) implements CaseStudyEvent {}

    /** Its author left: it stays with the organisation. */
    @EventType("wales.rhannu.casestudy.case-study-author-removed.v1")
    record AuthorRemoved() implements CaseStudyEvent {}

    /** It is gone: a draft that was discarded, or whose author left. */
    @EventType("wales.rhannu.casestudy.case-study-erased.v1")
    record Erased() implements CaseStudyEvent {}
}
