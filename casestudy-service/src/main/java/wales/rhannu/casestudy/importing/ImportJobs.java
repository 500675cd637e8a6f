package wales.rhannu.casestudy.importing;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.operations.Job;
import wales.rhannu.starter.operations.RunningJobs;

/** Unfinished imports as operators see them: their progress, without their content. */
@Component
class ImportJobs implements RunningJobs {

    private final Imports imports;
    private final Checkpoints checkpoints;
    private final BulkRun bulk;

    ImportJobs(Imports imports, Checkpoints checkpoints, BulkRun bulk) {
        this.imports = imports;
        this.checkpoints = checkpoints;
        this.bulk = bulk;
    }

    @Override
    public List<Job> running() {
        return Stream.concat(
                        imports.waiting().stream().map(this::job),
                        imports.withBulkActions().stream().flatMap(this::bulkJob))
                .toList();
    }

    private Stream<Job> bulkJob(Import over) {
        return Optional.ofNullable(over.bulkAction()).stream().map(action -> {
            int done = bulk.progress(over).done();
            return new Job(
                    over.id(),
                    "case-study-import-" + action.kind().name().toLowerCase(Locale.ROOT),
                    done == 0 ? "waiting" : "running",
                    over.source(),
                    over.rows().total(),
                    done,
                    action.requestedAt(),
                    null);
        });
    }

    private Job job(Import waiting) {
        Checkpoint at = checkpoints.of(waiting.id(), waiting.rows().total());
        return new Job(
                waiting.id(),
                "case-study-import",
                at.startedAt() == null ? "waiting" : "running",
                waiting.source(),
                at.rows().total(),
                at.rows().done(),
                waiting.requestedAt(),
                at.startedAt());
    }
}
