package wales.rhannu.casestudy.importing;

import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All that this feature publishes; for us alone. */
sealed interface ImportEvent extends DomainEvent {

    /** A file and its mapping were taken, to be gone through in the background. */
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

    /** It cannot be gone on with. */
    @EventType("wales.rhannu.casestudy.import-failed.v1")
    record Failed(String problem) implements ImportEvent {}
}
