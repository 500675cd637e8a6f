package wales.rhannu.casestudy.importing;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.web.Caller;
import wales.rhannu.starter.web.Page;
import wales.rhannu.starter.web.Paging;

/** Facilitators import what others have published. */
@RestController
@RequestMapping("/api/v1/case-study-imports")
class ImportController {

    private static final int LONGEST_MAPPING = 256 * 1024;

    /** How far an import has come. */
    @Schema(name = "CaseStudyImport")
    record View(
            String id,
            String state,
            String source,
            boolean publish,
            Counts rows,
            Instant requestedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String problem,
            @Nullable BulkView bulkAction) {}

    record Counts(int total, int done, int created, int updated, int unchanged, int kept, int refused, int excluded) {}

    /** How far what is done with all drafts has come. */
    record BulkView(
            String kind,
            String state,
            BulkCounts rows,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            @Nullable String problem) {}

    record BulkCounts(int total, int done, int changed, int unchanged, int kept, int refused) {}

    private final Imports imports;
    private final RowReports reports;
    private final Checkpoints checkpoints;
    private final BulkRun bulk;
    private final ImportWorker worker;

    ImportController(Imports imports, RowReports reports, Checkpoints checkpoints, BulkRun bulk, ImportWorker worker) {
        this.imports = imports;
        this.reports = reports;
        this.checkpoints = checkpoints;
        this.bulk = bulk;
        this.worker = worker;
    }

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    ResponseEntity<View> request(
            @RequestPart Part file,
            @RequestPart Part mapping,
            @RequestParam(defaultValue = "false") boolean publish,
            RequestContext context,
            Caller caller)
            throws IOException {
        caller.mustHave("facilitator");
        if (mapping.getSize() > LONGEST_MAPPING) {
            throw DomainException.invalid("/mapping", "A mapping has at most 256 KiB.");
        }
        byte[] read;
        try (InputStream in = mapping.getInputStream()) {
            read = in.readAllBytes();
        }
        Import job = imports.request(file::getInputStream, read, publish, caller.id(), context);
        worker.wake();
        return accepted(job);
    }

    private ResponseEntity<View> accepted(Import job) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/case-study-imports/" + job.id()))
                .body(view(job));
    }

    /** Publishes all drafts of an import, in the background. */
    @PostMapping("/{id}/publication")
    ResponseEntity<View> publish(@PathVariable String id, RequestContext context, Caller caller) {
        return settled(id, BulkAction.Kind.PUBLICATION, context, caller);
    }

    /** Discards all drafts of an import that nobody has edited, in the background. */
    @PostMapping("/{id}/disposal")
    ResponseEntity<View> discard(@PathVariable String id, RequestContext context, Caller caller) {
        return settled(id, BulkAction.Kind.DISPOSAL, context, caller);
    }

    private ResponseEntity<View> settled(String id, BulkAction.Kind kind, RequestContext context, Caller caller) {
        caller.mustHave("facilitator");
        if (reports.behind(imports.get(id).id(), null, 0, 1).isEmpty()) {
            throw DomainException.conflict("no-row-reports");
        }
        Import job = imports.request(id, kind, context);
        worker.wake();
        return accepted(job);
    }

    @GetMapping
    Page<View> list(Paging paging, Caller caller) {
        caller.mustHave("facilitator");
        List<Import> found = imports.behind(paging.after(), paging.limit() + 1);
        List<Import> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(page.get(page.size() - 1).id())
                : null;
        return new Page<>(
                page.stream().map(this::view).toList(), next, paging.after() == null ? imports.counts() : null);
    }

    @GetMapping("/{id}")
    View read(@PathVariable String id, Caller caller) {
        caller.mustHave("facilitator");
        return view(imports.get(id));
    }

    @GetMapping("/{id}/rows")
    @Operation(operationId = "listCaseStudyImportRows")
    Page<RowReports.RowReport> rows(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String outcome,
            Paging paging,
            Caller caller) {
        caller.mustHave("facilitator");
        Import job = imports.get(id);
        List<RowReports.RowReport> found =
                reports.behind(job.id(), outcome(outcome), rowNumber(paging.after()), paging.limit() + 1);
        List<RowReports.RowReport> page = found.subList(0, Math.min(paging.limit(), found.size()));
        String next = page.size() < found.size()
                ? Paging.cursor(Integer.toString(page.get(page.size() - 1).row()))
                : null;
        Counts rows = view(job).rows();
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("created", (long) rows.created());
        counts.put("unchanged", (long) rows.unchanged());
        counts.put("refused", (long) rows.refused());
        return new Page<>(page, next, paging.after() == null ? counts : null);
    }

    private static RowReports.@Nullable Outcome outcome(@Nullable String name) {
        if (name == null) {
            return null;
        }
        for (RowReports.Outcome outcome : RowReports.Outcome.values()) {
            if (outcome.name().toLowerCase(Locale.ROOT).equals(name)) {
                return outcome;
            }
        }
        throw DomainException.invalid(
                "outcome", "An outcome is created, updated, unchanged, kept, refused or excluded.");
    }

    private static int rowNumber(@Nullable String after) {
        try {
            return after == null ? 0 : Integer.parseInt(after);
        } catch (NumberFormatException e) {
            throw DomainException.malformed("after is what an earlier page gave as next.");
        }
    }

    private View view(Import job) {
        Checkpoint at = checkpoints.of(job.id(), job.rows().total());
        Import.Rows rows = job.isOver() ? job.rows() : at.rows();
        Instant startedAt = job.isOver() ? job.startedAt() : at.startedAt();
        boolean running = !job.isOver() && startedAt != null;
        return new View(
                job.id(),
                running ? "running" : name(job.state()),
                job.source(),
                job.publish(),
                new Counts(
                        rows.total(),
                        rows.done(),
                        rows.created(),
                        rows.updated(),
                        rows.unchanged(),
                        rows.kept(),
                        rows.refused(),
                        rows.excluded()),
                job.requestedAt(),
                startedAt,
                job.finishedAt(),
                job.problem(),
                bulkView(job));
    }

    private @Nullable BulkView bulkView(Import job) {
        BulkAction action = job.bulkAction();
        if (action == null) {
            return null;
        }
        BulkAction.Rows rows = action.isWaiting() ? bulk.progress(job) : action.rows();
        return new BulkView(
                name(action.kind()),
                action.isWaiting() && rows.done() > 0 ? "running" : name(action.state()),
                new BulkCounts(
                        job.rows().total(), rows.done(), rows.changed(), rows.unchanged(), rows.kept(), rows.refused()),
                action.requestedAt(),
                action.finishedAt(),
                action.problem());
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
