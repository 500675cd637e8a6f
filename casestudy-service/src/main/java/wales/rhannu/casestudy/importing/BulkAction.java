package wales.rhannu.casestudy.importing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a facilitator wants done with all drafts of an import.
 *
 * @param problem why it failed
 */
record BulkAction(
        Kind kind,
        Import.State state,
        Rows rows,
        Instant requestedAt,
        @Nullable Instant finishedAt,
        @Nullable String problem) {

    /** What is done with a draft. */
    enum Kind {
        PUBLICATION,
        DISPOSAL
    }

    /**
     * What became of the case studies of an import's rows.
     *
     * @param changed drafts that were published or discarded
     * @param unchanged those that are no drafts, and rows without a case study
     * @param kept drafts that a person has edited, which are not discarded
     * @param refused drafts that lack what a publication needs
     */
    record Rows(int changed, int unchanged, int kept, int refused) {

        static final Rows NONE = new Rows(0, 0, 0, 0);

        int done() {
            return changed + unchanged + kept + refused;
        }
    }

    static BulkAction requested(Kind kind, Instant now) {
        return new BulkAction(kind, Import.State.WAITING, Rows.NONE, now, null, null);
    }

    boolean isWaiting() {
        return state == Import.State.WAITING;
    }

    BulkAction ended(Rows outcome, @Nullable String why, Instant now) {
        return new BulkAction(
                kind, why == null ? Import.State.DONE : Import.State.FAILED, outcome, requestedAt, now, why);
    }

    /** What tells the wish for one case study from every other wish. */
    String requestFor(Import job, String study) {
        return "import-" + kind + "/" + job.id() + "/" + requestedAt.toEpochMilli() + "/" + study;
    }
}
