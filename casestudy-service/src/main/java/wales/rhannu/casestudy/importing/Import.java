package wales.rhannu.casestudy.importing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.Aggregate;

/** A file of case studies that is gone through in the background. */
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
     * @param excluded those that the mapping leaves out
     */
    record Rows(int total, int created, int unchanged, int refused, int excluded) {

        static Rows noneOf(int total) {
            return new Rows(total, 0, 0, 0, 0);
        }

        int done() {
            return created + unchanged + refused + excluded;
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
    String problem() {
        return problem;
    }
}
