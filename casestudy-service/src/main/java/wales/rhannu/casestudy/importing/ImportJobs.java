package wales.rhannu.casestudy.importing;

import java.util.List;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.operations.Job;
import wales.rhannu.starter.operations.RunningJobs;

/** What operators see of imports that are not over: how far they have come, and not what is in them. */
@Component
class ImportJobs implements RunningJobs {

    private final Imports imports;
    private final Checkpoints checkpoints;

    ImportJobs(Imports imports, Checkpoints checkpoints) {
        this.imports = imports;
        this.checkpoints = checkpoints;
    }

    @Override
    public List<Job> running() {
        return imports.waiting().stream().map(this::job).toList();
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
