package wales.rhannu.casestudy.importing;

import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All events of this feature; its topic is internal. */
sealed interface ImportEvent extends DomainEvent {

    /** A file and its mapping were accepted for import. */
    @EventType("wales.rhannu.casestudy.import-requested.v1")
    record Requested() implements ImportEvent {}

    /** Every row was gone through. */
    @EventType("wales.rhannu.casestudy.import-finished.v1")
    record Finished() implements ImportEvent {}

    /** A facilitator wants something done with all its drafts, in the background. */
    @EventType("wales.rhannu.casestudy.import-bulk-action-requested.v1")
    record BulkActionRequested() implements ImportEvent {}

    /** Every row was gone through for it, or it failed. */
    @EventType("wales.rhannu.casestudy.import-bulk-action-finished.v1")
    record BulkActionFinished() implements ImportEvent {}

    /** The import failed. */
    @EventType("wales.rhannu.casestudy.import-failed.v1")
    record Failed(String problem) implements ImportEvent {}
}
