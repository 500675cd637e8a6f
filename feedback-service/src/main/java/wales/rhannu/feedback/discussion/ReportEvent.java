package wales.rhannu.feedback.discussion;

import wales.rhannu.starter.aggregate.DomainEvent;
import wales.rhannu.starter.aggregate.EventType;

/** All events of reports, published to an internal topic only. */
sealed interface ReportEvent extends DomainEvent {

    /** A member thinks that something should not be there. */
    @EventType("wales.rhannu.feedback.report-made.v1")
    record Made() implements ReportEvent {}

    /** A facilitator decided. */
    @EventType("wales.rhannu.feedback.report-resolved.v1")
    record Resolved(Report.Decision decision) implements ReportEvent {}

    /** Whoever reported left. */
    @EventType("wales.rhannu.feedback.report-reporter-removed.v1")
    record ReporterRemoved() implements ReportEvent {}
}
