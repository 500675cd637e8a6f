package wales.rhannu.casestudy.importing;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;
import wales.rhannu.starter.mongo.Away;
import wales.rhannu.starter.outbox.Lease;

/**
 * Goes through files in the background. One instance works on an import at a time, by a lease; each batch is noted before
 * it is begun and reported before it is left behind, so that whoever goes on after a crash repeats one batch at most, and
 * what is repeated changes nothing.
 */
@Component
class ImportWorker implements SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(ImportWorker.class);
    private static final Duration ORPHANED = Duration.ofHours(1);
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Imports imports;
    private final KeptFiles files;
    private final Reports reports;
    private final ImportedStudies studies;
    private final MongoTemplate mongo;
    private final Clock clock;
    private final MeterRegistry meters;
    private final String instance = UUID.randomUUID().toString();
    private final ImportSettings settings;
    private final ExecutorService rows;
    private final Semaphore woken = new Semaphore(0);
    private final Map<String, Lease> leases = new HashMap<>();
    private Instant nextSweep = Instant.EPOCH;
    private volatile @Nullable Thread thread;
    private @Nullable ScheduledExecutorService heartbeat;
    private volatile @Nullable Lease held;
    private volatile boolean ending;

    ImportWorker(
            Imports imports,
            KeptFiles files,
            Reports reports,
            ImportedStudies studies,
            MongoTemplate mongo,
            Clock clock,
            MeterRegistry meters,
            ImportSettings settings) {
        this.imports = imports;
        this.files = files;
        this.reports = reports;
        this.studies = studies;
        this.mongo = mongo;
        this.clock = clock;
        this.meters = meters;
        this.settings = settings;
        this.rows = Executors.newFixedThreadPool(settings.workers(), task -> daemon(task, "import-row"));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public synchronized void start() {
        ending = false;
        long beat = Math.max(1, settings.lease().toMillis() / 4);
        ScheduledExecutorService beating =
                Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "import-lease"));
        beating.scheduleWithFixedDelay(this::keepLease, beat, beat, TimeUnit.MILLISECONDS);
        heartbeat = beating;
        Thread working = daemon(this::run, "imports");
        thread = working;
        working.start();
    }

    /** There is something to do. */
    void wake() {
        woken.release();
    }

    private void run() {
        while (!ending) {
            try {
                List<Import> all = imports.waiting();
                leases.keySet().retainAll(all.stream().map(Import::id).collect(Collectors.toSet()));
                for (Import waiting : all) {
                    if (!ending) {
                        workOrLeave(waiting);
                    }
                }
                if (clock.instant().isAfter(nextSweep)) {
                    nextSweep = clock.instant().plus(SWEEP);
                    sweep();
                }
                rest(settings.lookAround());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("Imports are looked for again in a moment: {}", e.toString());
                try {
                    rest(settings.lookAround());
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private void rest(Duration most) throws InterruptedException {
        if (woken.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS)) {
            woken.drainPermits();
        }
    }

    /** What fails here, a database that is away say, is tried again; other imports do not wait for it. */
    private void workOrLeave(Import job) throws InterruptedException {
        try {
            work(job);
        } catch (RuntimeException | IOException e) {
            log.warn("Import {} is gone on with in a moment: {}", job.id(), e.toString());
        }
    }

    private void work(Import job) throws IOException, InterruptedException {
        // the same lease each time: it takes over what a killed instance holds once it has watched it for long enough
        Lease lease =
                leases.computeIfAbsent(job.id(), id -> new Lease(mongo, "import/" + id, instance, settings.lease()));
        if (!lease.keep()) {
            return;
        }
        held = lease;
        try {
            goThrough(job, lease);
        } finally {
            held = null;
            lease.release();
        }
    }

    private void keepLease() {
        Lease lease = held;
        try {
            if (lease != null && !lease.keep()) {
                log.info("Another instance goes on with the import");
            }
        } catch (RuntimeException e) {
            log.debug("The lease is kept later: {}", e.toString());
        }
    }

    private void goThrough(Import waiting, Lease lease) throws IOException, InterruptedException {
        Import job = imports.get(waiting.id());
        if (job.isOver()) {
            return;
        }
        Reports.Progress progress = reports.start(job.id(), job.rows().total(), clock.instant());
        try {
            KeptFiles.Order order = files.order(job.content());
            Mapping mapping = Mapping.read(order.mapping());
            try (SourceFile file = SourceFile.open(files.open(job.content()), mapping)) {
                for (int skipped = 0; skipped < progress.position() && file.hasNext(); skipped++) {
                    file.next();
                }
                while (file.hasNext()) {
                    if (ending || !lease.isHeld()) {
                        return;
                    }
                    List<Row> batch = new ArrayList<>(settings.batch());
                    while (batch.size() < settings.batch() && file.hasNext()) {
                        batch.add(file.next());
                    }
                    Reports.Progress after = take(job, order.importer(), mapping, batch, progress);
                    if (after == null) {
                        return;
                    }
                    progress = after;
                }
            }
            if (progress.position() < job.rows().total()) {
                throw DomainException.of(
                        DomainException.Kind.GONE, "gone", "A part of the file is no longer there: import it again.");
            }
        } catch (DomainException refusal) {
            if (refusal.kind() == DomainException.Kind.UNAVAILABLE) {
                throw refusal;
            }
            Reports.Progress so = progress;
            String why = refusal.violations().isEmpty()
                    ? String.valueOf(refusal.getMessage())
                    : refusal.violations().get(0).detail();
            log.warn("Import {} of {} failed: {}", job.id(), job.source(), why);
            over(job, it -> it.fail(why, so.rows(), so.startedAt(), clock.instant()));
            return;
        }
        Reports.Progress end = progress;
        over(job, it -> it.finish(end.rows(), end.startedAt(), clock.instant()));
        log.info("Import {} of {} is done: {}", job.id(), job.source(), end.rows());
    }

    private void over(Import job, Consumer<Import> change) {
        imports.change(job.id(), change);
        files.remove(job.content());
        reports.end(job.id());
    }

    /** Takes a batch; null when another instance has it meanwhile. */
    private Reports.@Nullable Progress take(
            Import job, String importer, Mapping mapping, List<Row> batch, Reports.Progress progress)
            throws InterruptedException {
        boolean repeated = progress.thereFor() == progress.position();
        Set<Integer> there = repeated ? progress.there() : there(mapping, batch);
        if (!repeated && !reports.begin(job.id(), progress, there)) {
            return null;
        }
        List<Reports.RowReport> done =
                inParallel(batch, row -> take(job, importer, mapping, row, there.contains(row.number()), repeated));
        Reports.Progress after = progress.past(done);
        if (!reports.report(job.id(), progress.position(), done, after)) {
            return null;
        }
        done.forEach(row -> meters.counter(
                        "rhannu.import.rows", "outcome", row.outcome().name().toLowerCase(Locale.ROOT))
                .increment());
        return after;
    }

    private Set<Integer> there(Mapping mapping, List<Row> batch) throws InterruptedException {
        List<Boolean> has = inParallel(batch, row -> studies.has(idOf(mapping, row)));
        Set<Integer> there = new HashSet<>();
        for (int i = 0; i < has.size(); i++) {
            if (has.get(i)) {
                there.add(batch.get(i).number());
            }
        }
        return there;
    }

    /** All of a batch, also when one fails: nothing is left running behind. */
    private <T> List<T> inParallel(List<Row> batch, Function<Row, T> what) throws InterruptedException {
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

    private static String idOf(Mapping mapping, Row row) {
        return Ids.derived("case-study-import", mapping.source(), row.key());
    }

    /** @param repeated whether the row may have been taken before, by whoever was killed in this batch */
    private Reports.RowReport take(
            Import job, String importer, Mapping mapping, Row row, boolean there, boolean repeated) {
        if (row.fault() != null) {
            return refused(row, null, List.of(new Violation("", row.fault())));
        }
        String id = idOf(mapping, row);
        Mapping.Mapped mapped = mapping.map(row);
        String title = title(mapped);
        if (there) {
            return new Reports.RowReport(row.number(), Reports.Outcome.UNCHANGED, id, title, List.of(), mapped.notes());
        }
        try {
            ImportedStudies.Outcome taken = studies.take(id, mapped.content(), job.publish(), importer);
            Reports.Outcome outcome = taken == ImportedStudies.Outcome.CREATED || repeated
                    ? Reports.Outcome.CREATED
                    : Reports.Outcome.UNCHANGED;
            return new Reports.RowReport(row.number(), outcome, id, title, List.of(), mapped.notes());
        } catch (DomainException refusal) {
            if (refusal.kind() == DomainException.Kind.UNAVAILABLE) {
                throw refusal;
            }
            List<Violation> errors = refusal.violations().isEmpty()
                    ? List.of(new Violation("", String.valueOf(refusal.getMessage())))
                    : refusal.violations();
            return refused(row, title, errors);
        } catch (RuntimeException e) {
            if (Away.isDatabaseAway(e)) {
                throw e;
            }
            log.error("Row {} of import {} could not be taken", row.number(), job.id(), e);
            return refused(row, title, List.of(new Violation("", "It could not be taken; the log says why.")));
        }
    }

    private static Reports.RowReport refused(Row row, @Nullable String title, List<Violation> errors) {
        return new Reports.RowReport(row.number(), Reports.Outcome.REFUSED, null, title, errors, List.of());
    }

    private static @Nullable String title(Mapping.Mapped mapped) {
        String title = mapped.content().path("title").path("en").asString("");
        return title.isEmpty() ? mapped.content().path("title").path("cy").asString(null) : title;
    }

    /** Removes files whose request died before there was an import, and those of imports that are over. */
    private void sweep() {
        List<String> old = files.keptLongerThan(ORPHANED, clock.instant());
        if (!old.isEmpty()) {
            Set<String> needed = imports.contents();
            old.stream().filter(content -> !needed.contains(content)).forEach(files::remove);
        }
    }

    /** Ends behind the batch that is worked on, if it does not take too long; may be followed by a new start. */
    @Override
    public synchronized void stop() {
        ending = true;
        wake();
        Thread working = thread;
        try {
            if (working != null) {
                working.join(PATIENCE.toMillis());
                working.interrupt();
                working.join(PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (heartbeat != null) {
            heartbeat.shutdownNow();
        }
        thread = null;
    }

    @Override
    public void destroy() {
        rows.shutdown();
    }

    @Override
    public boolean isRunning() {
        return thread != null && !ending;
    }
}
