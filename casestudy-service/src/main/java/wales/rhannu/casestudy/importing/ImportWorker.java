package wales.rhannu.casestudy.importing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.outbox.Lease;

/**
 * Looks for imports to work on, in the background. One instance works on an import at a time, by a lease. What is wrong with
 * one import never keeps the others waiting.
 */
@Component
class ImportWorker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ImportWorker.class);
    private static final Duration ORPHANED = Duration.ofHours(1);
    private static final Duration SWEEP = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_FAILURES = 5;

    private final Imports imports;
    private final ImportFiles files;
    private final RowReports reports;
    private final ImportRun run;
    private final BulkRun bulk;
    private final MongoTemplate mongo;
    private final Clock clock;
    private final String instance = UUID.randomUUID().toString();
    private final ImportSettings settings;
    private final Semaphore woken = new Semaphore(0);
    private final Map<String, Lease> leases = new HashMap<>();

    /** How many times in a row each import has failed for a reason of its own. */
    private final Map<String, Integer> failures = new HashMap<>();

    private Instant nextSweep = Instant.EPOCH;
    private volatile @Nullable Thread thread;
    private @Nullable ScheduledExecutorService heartbeat;
    private volatile @Nullable Lease held;
    private volatile boolean ending;

    ImportWorker(
            Imports imports,
            ImportFiles files,
            RowReports reports,
            ImportRun run,
            BulkRun bulk,
            MongoTemplate mongo,
            Clock clock,
            ImportSettings settings) {
        this.imports = imports;
        this.files = files;
        this.reports = reports;
        this.run = run;
        this.bulk = bulk;
        this.mongo = mongo;
        this.clock = clock;
        this.settings = settings;
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

    /** Wakes the worker. */
    void wake() {
        woken.release();
    }

    private void run() {
        while (!ending) {
            try {
                List<Import> all = new ArrayList<>(imports.waiting());
                all.addAll(imports.withBulkActions());
                Set<String> waitingIds = all.stream().map(Import::id).collect(Collectors.toSet());
                leases.keySet().retainAll(waitingIds);
                failures.keySet().retainAll(waitingIds);
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
            } catch (RuntimeException | Error e) {
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

    /**
     * A database that is away is tried again for ever. Anything else that fails is tried again a few times, then it is the
     * import's failure.
     */
    private void workOrLeave(Import job) throws InterruptedException {
        try {
            work(job);
            failures.remove(job.id());
        } catch (RuntimeException | Error e) {
            if (RowImporter.isForLater(e) || ending) {
                log.warn("Import {} is gone on with in a moment: {}", job.id(), e.toString());
            } else if (failures.merge(job.id(), 1, Integer::sum) < MOST_FAILURES) {
                log.error("Import {} is tried again in a moment", job.id(), e);
            } else {
                log.error("Import {} is given up", job.id(), e);
                giveUp(job);
            }
        }
    }

    private void giveUp(Import job) {
        try {
            String why = "It could not be gone on with. An operator finds the reason in the service's log.";
            if (job.isOver()) {
                bulk.fail(job, why);
            } else {
                run.fail(job, why);
            }
        } catch (RuntimeException | Error e) {
            log.warn("Import {} is given up in a moment: {}", job.id(), e.toString());
        }
    }

    private void work(Import job) throws InterruptedException {
        // the same lease each time: it takes over what a killed instance holds once it has watched it for long enough
        Lease lease =
                leases.computeIfAbsent(job.id(), id -> new Lease(mongo, "import/" + id, instance, settings.lease()));
        if (!lease.keep()) {
            return;
        }
        held = lease;
        try {
            BooleanSupplier ours = () -> !ending && lease.isHeld();
            if (job.isOver()) {
                bulk.goOn(job, ours);
            } else {
                run.goOn(job, ours);
            }
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
        } catch (RuntimeException | Error e) {
            // an Error, too, would end the beat
            log.debug("The lease is kept later: {}", e.toString());
        }
    }

    /** Removes old reports, files whose request died before there was an import, and those of imports that are over. */
    private void sweep() {
        reports.forgetOld();
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
    public boolean isRunning() {
        return thread != null && !ending;
    }
}
