package wales.rhannu.casestudy.importing;

import java.util.List;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.operations.Job;
import wales.rhannu.starter.operations.RunningJobs;

/** What operators see of imports that are not over: how far they have come, and not what is in them. */
@Component
class ImportJobs implements RunningJobs {

    private final Imports imports;
    private final Reports reports;

    ImportJobs(Imports imports, Reports reports) {
        this.imports = imports;
        this.reports = reports;
    }

    @Override
    public List<Job> running() {
        return imports.waiting().stream().map(this::job).toList();
    }

    private Job job(Import waiting) {
        Reports.Progress progress =
                reports.progress(waiting.id(), waiting.rows().total());
        return new Job(
                waiting.id(),
                "case-study-import",
                progress.startedAt() == null ? "waiting" : "running",
                waiting.source(),
                progress.rows().total(),
                progress.rows().done(),
                waiting.requestedAt(),
                progress.startedAt());
    }
}
