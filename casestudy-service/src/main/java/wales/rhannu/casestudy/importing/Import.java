package wales.rhannu.casestudy.importing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.Aggregate;
import wales.rhannu.starter.aggregate.DomainException;

/** A file of case studies that is imported in the background. */
class Import extends Aggregate<ImportEvent> {

    enum State {
        WAITING,
        DONE,
        FAILED
    }

    /**
     * What became of rows.
     *
     * @param total all there are in the file
     * @param updated those there before that say now what the row says
     * @param kept those that a person has changed since, and that stay as they are
     * @param excluded those that the mapping leaves out
     */
    record Rows(int total, int created, int updated, int unchanged, int kept, int refused, int excluded) {

        /** What older versions stored has no rows that were updated, kept or left out. */
        @JsonCreator
        static Rows stored(
                @JsonProperty("total") int total,
                @JsonProperty("created") int created,
                @JsonProperty("updated") @Nullable Integer updated,
                @JsonProperty("unchanged") int unchanged,
                @JsonProperty("kept") @Nullable Integer kept,
                @JsonProperty("refused") int refused,
                @JsonProperty("excluded") @Nullable Integer excluded) {
            return new Rows(total, created, orNone(updated), unchanged, orNone(kept), refused, orNone(excluded));
        }

        private static int orNone(@Nullable Integer count) {
            return count == null ? 0 : count;
        }

        static Rows noneOf(int total) {
            return new Rows(total, 0, 0, 0, 0, 0, 0);
        }

        int done() {
            return created + updated + unchanged + kept + refused + excluded;
        }
    }

    private String source = "";
    private boolean publish;
    private String content = "";
    private State state = State.WAITING;
    private Rows rows = Rows.noneOf(0);
    private Instant requestedAt = Instant.EPOCH;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable String problem;
    private @Nullable BulkAction bulkAction;

    private Import() {}

    /** @param content where file, mapping and importer are kept until it is over */
    Import(String id, String source, int total, boolean publish, String content, Instant now) {
        super(id);
        this.source = source;
        this.rows = Rows.noneOf(total);
        this.publish = publish;
        this.content = content;
        this.requestedAt = now;
        raise(new ImportEvent.Requested());
    }

    void finish(Rows outcome, @Nullable Instant started, Instant now) {
        if (isOver()) {
            return;
        }
        rows = outcome;
        state = State.DONE;
        startedAt = started;
        finishedAt = now;
        raise(new ImportEvent.Finished());
    }

    void fail(String why, Rows outcome, @Nullable Instant started, Instant now) {
        if (isOver()) {
            return;
        }
        rows = outcome;
        state = State.FAILED;
        startedAt = started;
        problem = why;
        finishedAt = now;
        raise(new ImportEvent.Failed(why));
    }

    /** Wants something done with all its drafts, in the background. */
    void request(BulkAction.Kind kind, Instant now) {
        if (!isOver()) {
            throw DomainException.conflict("import-not-over");
        }
        if (bulkAction != null && bulkAction.isWaiting()) {
            throw DomainException.conflict("bulk-action-not-over");
        }
        bulkAction = BulkAction.requested(kind, now);
        raise(new ImportEvent.BulkActionRequested());
    }

    /** @param problem why it cannot be gone on with; null when every row was gone through */
    void endBulkAction(BulkAction.Rows outcome, @Nullable String problem, Instant now) {
        if (bulkAction != null && bulkAction.isWaiting()) {
            bulkAction = bulkAction.ended(outcome, problem, now);
            raise(new ImportEvent.BulkActionFinished());
        }
    }

    boolean isOver() {
        return state != State.WAITING;
    }

    State state() {
        return state;
    }

    String source() {
        return source;
    }

    boolean publish() {
        return publish;
    }

    String content() {
        return content;
    }

    Rows rows() {
        return rows;
    }

    Instant requestedAt() {
        return requestedAt;
    }

    @Nullable
    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant finishedAt() {
        return finishedAt;
    }

    @Nullable
    BulkAction bulkAction() {
        return bulkAction;
    }

    @Nullable
    String problem() {
        return problem;
    }
}
