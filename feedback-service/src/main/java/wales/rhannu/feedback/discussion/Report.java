package wales.rhannu.feedback.discussion;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violations;

/** A member's report of a post, for facilitators to decide; one per member and post. */
class Report extends Aggregate<ReportEvent> {

    private static final int LONGEST_REASON = 2_000;

    enum Status {
        OPEN,
        RESOLVED
    }

    /** The decision of a facilitator. */
    enum Decision {
        HIDE,
        KEEP
    }

    private String topic = "";
    private @Nullable String reply;
    private String reason = "";
    private @Nullable String reporter;
    private Status status = Status.OPEN;
    private @Nullable Decision decision;
    private Instant created = Instant.EPOCH;
    private @Nullable Instant resolved;

    @SuppressWarnings("unused") // the store's
    private Report() {}

    /** @param reply null where the thread itself is meant */
    Report(String topic, @Nullable String reply, String reporter, @Nullable String reason, Instant now) {
        super(Ids.derived("report", reply == null ? topic : reply, reporter));
        Violations violations = new Violations();
        violations.required("/reason", reason, LONGEST_REASON);
        violations.mustHold();
        this.topic = topic;
        this.reply = reply;
        this.reporter = reporter;
        this.reason = String.valueOf(reason);
        this.created = now.truncatedTo(ChronoUnit.MILLIS);
        raise(new ReportEvent.Made());
    }

    void mustBeOpen() {
        if (status != Status.OPEN) {
            throw DomainException.conflict("already-resolved");
        }
    }

    void resolve(Decision how, Instant now) {
        mustBeOpen();
        status = Status.RESOLVED;
        decision = how;
        resolved = now.truncatedTo(ChronoUnit.MILLIS);
        raise(new ReportEvent.Resolved(how));
    }

    void forget(String member) {
        if (member.equals(reporter)) {
            reporter = null;
            raise(new ReportEvent.ReporterRemoved());
        }
    }

    String topic() {
        return topic;
    }

    @Nullable
    String reply() {
        return reply;
    }

    String reason() {
        return reason;
    }

    Status status() {
        return status;
    }

    @Nullable
    Decision decision() {
        return decision;
    }

    Instant created() {
        return created;
    }

    @Nullable
    Instant resolved() {
        return resolved;
    }
}
