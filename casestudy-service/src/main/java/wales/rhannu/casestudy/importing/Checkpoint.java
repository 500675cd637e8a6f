package wales.rhannu.casestudy.importing;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far an import has come.
 *
 * @param position the rows before it are reported
 * @param there the rows of the batch at the position that were there before it was begun, so that a batch which
 *     is gone through again after a crash counts what it created the first time
 * @param thereFor the position that {@code there} is of; -1 when it is of none
 * @param startedAt null when nobody has begun
 * @param processes how many have begun at this position, one after the other
 */
record Checkpoint(
        int position, Import.Rows rows, Set<Integer> there, int thereFor, @Nullable Instant startedAt, int processes) {

    /** Moves on after a batch whose rows were reported. */
    Checkpoint past(List<RowReports.RowReport> batch) {
        return new Checkpoint(
                position + batch.size(),
                new Import.Rows(
                        rows.total(),
                        rows.created() + count(batch, RowReports.Outcome.CREATED),
                        rows.updated() + count(batch, RowReports.Outcome.UPDATED),
                        rows.unchanged() + count(batch, RowReports.Outcome.UNCHANGED),
                        rows.kept() + count(batch, RowReports.Outcome.KEPT),
                        rows.refused() + count(batch, RowReports.Outcome.REFUSED),
                        rows.excluded() + count(batch, RowReports.Outcome.EXCLUDED)),
                Set.of(),
                -1,
                startedAt,
                0);
    }

    /** At a position that was reached by other means than rows of a file. */
    Checkpoint at(int reached, Import.Rows outcome) {
        return new Checkpoint(reached, outcome, Set.of(), -1, startedAt, 0);
    }

    private static int count(List<RowReports.RowReport> batch, RowReports.Outcome outcome) {
        return (int) batch.stream().filter(row -> row.outcome() == outcome).count();
    }
}
