package wales.rhannu.casestudy.importing;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * Goes through an import's file, in batches. Each batch is noted before it is begun and reported before it is left behind, so
 * that whoever goes on after a crash repeats one batch at most, and what is repeated changes nothing.
 */
@Component
class ImportRun implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(ImportRun.class);

    /** A row at which the process died this many times is skipped, because it would end the process again. */
    private static final int MOST_PROCESSES = 5;

    private final String process = UUID.randomUUID().toString();
    private final Imports imports;
    private final ImportFiles files;
    private final RowReports reports;
    private final Checkpoints checkpoints;
    private final RowImporter importer;
    private final Clock clock;
    private final MeterRegistry meters;
    private final ImportSettings settings;
    private final ExecutorService rows;

    ImportRun(
            Imports imports,
            ImportFiles files,
            RowReports reports,
            Checkpoints checkpoints,
            RowImporter importer,
            Clock clock,
            MeterRegistry meters,
            ImportSettings settings) {
        this.imports = imports;
        this.files = files;
        this.reports = reports;
        this.checkpoints = checkpoints;
        this.importer = importer;
        this.clock = clock;
        this.meters = meters;
        this.settings = settings;
        this.rows = Executors.newFixedThreadPool(settings.workers(), task -> {
            Thread thread = new Thread(task, "import-row");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Goes on with an import where it is, to its end.
     *
     * @param ours whether it is still this instance's to do; asked before each batch
     * @throws RuntimeException when it is to be tried again
     */
    void goOn(Import waiting, BooleanSupplier ours) throws InterruptedException {
        Import job = imports.get(waiting.id());
        if (job.isOver()) {
            return;
        }
        Checkpoint start = checkpoints.start(job.id(), job.rows().total(), clock.instant(), process);
        if (start.processes() > MOST_PROCESSES) {
            fail(
                    job,
                    "The service ended " + MOST_PROCESSES + " times while it read the rows behind row "
                            + start.position() + ".");
            return;
        }
        try {
            Checkpoint end = goThrough(job, start, ours);
            if (end != null) {
                over(job, it -> it.finish(end.rows(), end.startedAt(), clock.instant()));
                log.info("Import {} of {} is done: {}", job.id(), job.source(), end.rows());
            }
        } catch (DomainException refusal) {
            if (refusal.kind() == DomainException.Kind.UNAVAILABLE) {
                throw refusal;
            }
            fail(
                    job,
                    refusal.violations().isEmpty()
                            ? String.valueOf(refusal.getMessage())
                            : refusal.violations().get(0).detail());
        } catch (IOException | VirtualMachineError e) {
            // of the file or the mapping: what a row throws is in its report
            log.error("Import {} of {} cannot be gone on with: {}", job.id(), job.source(), e.toString());
            fail(job, "The file cannot be read to its end: it is too large or nested too deeply somewhere.");
        }
    }

    /** Fails an import that cannot continue; the imported rows stay. */
    void fail(Import job, String why) {
        log.warn("Import {} of {} failed: {}", job.id(), job.source(), why);
        Checkpoint reached = checkpoints.of(job.id(), job.rows().total());
        over(job, it -> it.fail(why, reached.rows(), reached.startedAt(), clock.instant()));
    }

    private void over(Import job, Consumer<Import> change) {
        imports.change(job.id(), change);
        files.remove(job.content());
        checkpoints.remove(job.id());
    }

    /** Gives how far it came at the file's end; null when it stopped before. */
    private @Nullable Checkpoint goThrough(Import job, Checkpoint start, BooleanSupplier ours)
            throws IOException, InterruptedException {
        ImportFiles.Order order = files.order(job.content());
        Mapping mapping = MappingReader.read(order.mapping());
        Checkpoint at = start;
        try (RowReader file = RowReader.open(files.open(job.content()), mapping)) {
            for (int skipped = 0; skipped < at.position() && file.hasNext(); skipped++) {
                file.next();
            }
            while (file.hasNext()) {
                if (!ours.getAsBoolean()) {
                    return null;
                }
                Checkpoint after = take(job, mapping, nextBatch(file), at);
                if (after == null) {
                    return null;
                }
                at = after;
            }
        }
        if (at.position() < job.rows().total()) {
            throw DomainException.of(
                    DomainException.Kind.GONE, "gone", "A part of the file is no longer there: import it again.");
        }
        return at;
    }

    /** As many rows as a batch may have and memory may hold, at least one. */
    private List<SourceRow> nextBatch(RowReader file) {
        List<SourceRow> batch = new ArrayList<>();
        long bytes = 0;
        while (batch.size() < settings.batch() && bytes < settings.batchBytes().toBytes() && file.hasNext()) {
            SourceRow row = file.next();
            batch.add(row);
            bytes += row.bytes();
        }
        return batch;
    }

    /** Imports a batch; null if another instance has taken over the import. */
    private @Nullable Checkpoint take(Import job, Mapping mapping, List<SourceRow> batch, Checkpoint at)
            throws InterruptedException {
        boolean repeated = at.thereFor() == at.position();
        Set<Integer> there = repeated ? at.there() : there(mapping, batch);
        if (!repeated && !checkpoints.begin(job.id(), at, there)) {
            return null;
        }
        List<RowReports.RowReport> done =
                inParallel(batch, row -> importer.take(job, mapping, row, there.contains(row.number()), repeated));
        Checkpoint after = at.past(done);
        reports.add(job.id(), done);
        if (!checkpoints.advance(job.id(), at.position(), after)) {
            return null;
        }
        done.forEach(row -> meters.counter(
                        "rhannu.import.rows", "outcome", row.outcome().name().toLowerCase(Locale.ROOT))
                .increment());
        return after;
    }

    private Set<Integer> there(Mapping mapping, List<SourceRow> batch) throws InterruptedException {
        List<Boolean> has = inParallel(batch, row -> importer.isThere(mapping, row));
        Set<Integer> there = new HashSet<>();
        for (int i = 0; i < has.size(); i++) {
            if (has.get(i)) {
                there.add(batch.get(i).number());
            }
        }
        return there;
    }

    /** Waits for all rows of a batch, also if one fails, so that none is still running afterwards. */
    private <T> List<T> inParallel(List<SourceRow> batch, Function<SourceRow, T> what) throws InterruptedException {
        List<Callable<T>> calls = new ArrayList<>(batch.size());
        batch.forEach(row -> calls.add(() -> what.apply(row)));
        List<T> results = new ArrayList<>(batch.size());
        for (Future<T> result : rows.invokeAll(calls)) {
            results.add(result(result));
        }
        return results;
    }

    private static <T> T result(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void destroy() {
        rows.shutdown();
    }
}
