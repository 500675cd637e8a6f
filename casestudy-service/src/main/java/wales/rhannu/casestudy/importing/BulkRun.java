package wales.rhannu.casestudy.importing;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import wales.rhannu.casestudy.study.ImportedStudies;
import wales.rhannu.casestudy.study.ImportedStudies.Settled;

/**
 * Publishes or discards the drafts of an import, by the reports of its rows, in batches. Whoever goes on after a crash repeats one
 * batch at most, and what is repeated changes nothing and counts once.
 */
@Component
class BulkRun {

    private static final Logger log = LoggerFactory.getLogger(BulkRun.class);
    private static final int MOST_PROCESSES = 5;

    private final String process = UUID.randomUUID().toString();
    private final Imports imports;
    private final RowReports reports;
    private final Checkpoints checkpoints;
    private final ImportedStudies studies;
    private final Clock clock;
    private final ImportSettings settings;

    BulkRun(
            Imports imports,
            RowReports reports,
            Checkpoints checkpoints,
            ImportedStudies studies,
            Clock clock,
            ImportSettings settings) {
        this.imports = imports;
        this.reports = reports;
        this.checkpoints = checkpoints;
        this.studies = studies;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Goes on with the bulk action of an import where it is, to its end.
     *
     * @param ours whether it is still this instance's to do; asked before each batch
     * @throws RuntimeException when it is to be tried again
     */
    void goOn(Import waiting, BooleanSupplier ours) {
        Import job = imports.get(waiting.id());
        BulkAction action = job.bulkAction();
        if (action == null || !action.isWaiting()) {
            return;
        }
        String key = progressOf(job);
        Checkpoint at = checkpoints.start(key, job.rows().total(), clock.instant(), process);
        if (at.processes() > MOST_PROCESSES) {
            fail(job, "The service ended " + MOST_PROCESSES + " times behind row " + at.position() + ".");
            return;
        }
        while (ours.getAsBoolean()) {
            List<RowReports.RowReport> batch = reports.behind(job.id(), null, at.position(), settings.batch());
            if (batch.isEmpty()) {
                end(job, rows(at), null);
                log.info("The {} of import {} is done: {}", action.kind(), job.id(), rows(at));
                return;
            }
            Checkpoint after = settle(job, action, batch, at);
            if (!checkpoints.advance(key, at.position(), after)) {
                return;
            }
            at = after;
        }
    }

    /** Ends one that cannot be gone on with; what was done stays. */
    void fail(Import job, String why) {
        log.warn("The bulk action of import {} failed: {}", job.id(), why);
        end(job, progress(job), why);
    }

    /** How far the one that is under way has come. */
    BulkAction.Rows progress(Import job) {
        return rows(checkpoints.of(progressOf(job), job.rows().total()));
    }

    private void end(Import job, BulkAction.Rows outcome, @Nullable String why) {
        imports.change(job.id(), it -> it.endBulkAction(outcome, why, clock.instant()));
        checkpoints.remove(progressOf(job));
    }

    private static String progressOf(Import job) {
        return job.id() + "/bulk";
    }

    private static BulkAction.Rows rows(Checkpoint at) {
        Import.Rows rows = at.rows();
        return new BulkAction.Rows(rows.updated(), rows.unchanged(), rows.kept(), rows.refused());
    }

    private Checkpoint settle(Import job, BulkAction action, List<RowReports.RowReport> batch, Checkpoint at) {
        int changed = 0;
        int unchanged = 0;
        int kept = 0;
        int refused = 0;
        for (RowReports.RowReport row : batch) {
            Settled settled = settle(job, action, row);
            if (settled == null) {
                refused++;
            } else {
                switch (settled) {
                    case CHANGED -> changed++;
                    case UNCHANGED -> unchanged++;
                    case EDITED -> kept++;
                }
            }
        }
        Import.Rows rows = at.rows();
        return at.at(
                batch.get(batch.size() - 1).row(),
                new Import.Rows(
                        rows.total(),
                        0,
                        rows.updated() + changed,
                        rows.unchanged() + unchanged,
                        rows.kept() + kept,
                        rows.refused() + refused,
                        0));
    }

    /** Null for one that is refused, with the reason in its row's report. */
    private @Nullable Settled settle(Import job, BulkAction action, RowReports.RowReport row) {
        String study = row.caseStudy();
        if (study == null) {
            return Settled.UNCHANGED;
        }
        try {
            String request = action.requestFor(job, study);
            Settled settled = action.kind() == BulkAction.Kind.PUBLICATION
                    ? studies.publish(study, request)
                    : studies.discard(study, request);
            if (settled == Settled.CHANGED) {
                reports.explain(job.id(), row, List.of());
            }
            return settled;
        } catch (RuntimeException | Error e) {
            if (RowImporter.isForLater(e)) {
                throw e;
            }
            reports.explain(job.id(), row, RowImporter.violations(job, row.row(), e));
            return null;
        }
    }
}
