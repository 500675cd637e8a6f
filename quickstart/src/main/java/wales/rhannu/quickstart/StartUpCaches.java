package wales.rhannu.quickstart;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the start-up caches that are missing, each by a trial start; as many at a time as there are processors. They use a broker
 * and a database of their own on free ports, so that a running platform is not affected.
 */
class StartUpCaches {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Installation installation;
    private final Consumer<String> say;

    StartUpCaches(Installation installation, Consumer<String> say) {
        this.installation = installation;
        this.say = say;
    }

    /** The processes that are built and have no cache. */
    List<ManagedProcess> lacking() {
        return ManagedProcess.ALL.stream()
                .filter(part -> part.isEngine() || Files.exists(installation.jar(part)))
                .filter(part -> {
                    StartUpCache cache = StartUpCache.of(part, installation);
                    return !cache.isMade() && !cache.isGivenUp();
                })
                .toList();
    }

    void prepare() throws IOException, InterruptedException {
        if (lacking().isEmpty()) {
            return;
        }
        Files.createDirectories(installation.cache());
        try (FileChannel file = FileChannel.open(
                        installation.cache().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(file)) {
            // a start that waited for the lock finds the caches made
            List<ManagedProcess> lacking = lacking();
            if (lock.isValid() && !lacking.isEmpty()) {
                prepare(lacking);
            }
        }
    }

    private FileLock lock(FileChannel file) throws IOException {
        FileLock lock = file.tryLock();
        if (lock != null) {
            return lock;
        }
        say.accept("Waiting for another command, which makes the start-up caches of this checkout ...");
        return file.lock();
    }

    private void prepare(List<ManagedProcess> lacking) throws IOException, InterruptedException {
        say.accept("Making the start-up caches, once for each build, which takes a minute or two ...");
        Path folder = Files.createTempDirectory("rhannu-prepare");
        Installation trial = new Installation(installation.home(), folder, freeOffset());
        ProcessLauncher launch = new ProcessLauncher(trial, false);
        Map<ManagedProcess, ProcessHandle> running = new ConcurrentHashMap<>();
        Thread ending = new Thread(() -> ProcessTermination.of(running.values(), Duration.ZERO));
        Runtime.getRuntime().addShutdownHook(ending);
        ExecutorService trials =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Callable<Boolean>> services = new ArrayList<>();
            for (ManagedProcess part : ManagedProcess.ALL) {
                StartUpCache cache = lacking.contains(part) ? StartUpCache.of(part, installation) : null;
                if (part.isEngine()) {
                    begin(part, cache, launch, trial, running);
                } else if (cache != null) {
                    services.add(() -> {
                        ProcessHandle process = begin(part, cache, launch, trial, running);
                        // the JVM writes the cache when it ends
                        ProcessTermination.of(List.of(process), PATIENCE);
                        return keep(cache);
                    });
                }
            }
            for (Future<Boolean> each : trials.invokeAll(services)) {
                each.get();
            }
            ProcessTermination.inOrder(running, PATIENCE);
            for (ManagedProcess part : lacking) {
                if (part.isEngine()) {
                    keep(StartUpCache.of(part, installation));
                }
            }
        } catch (ExecutionException e) {
            throw new CommandException("A trial start failed: " + e.getCause());
        } finally {
            trials.shutdownNow();
            ProcessTermination.of(running.values(), Duration.ZERO);
            FileTrees.delete(folder);
            forget(ending);
        }
    }

    /** Starts a process, as a trial start if its cache is to be made, and waits until it is ready. */
    private ProcessHandle begin(
            ManagedProcess part,
            @Nullable StartUpCache cache,
            ProcessLauncher launch,
            Installation trial,
            Map<ManagedProcess, ProcessHandle> running)
            throws IOException, InterruptedException {
        if (cache != null) {
            cache.layOut(installation);
        }
        ProcessHandle process = start(cache == null ? launch.of(part) : launch.learning(part, cache), trial, part);
        running.put(part, process);
        awaitReady(part, trial, process);
        return process;
    }

    private static void forget(Thread ending) {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException e) {
            // the JVM is shutting down (Ctrl-C), and the hook runs already
        }
    }

    private static void awaitReady(ManagedProcess part, Installation trial, ProcessHandle process) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!HealthCheck.isReady(part, trial.port(part))
                && System.nanoTime() < until
                && !ProcessTermination.hasEnded(process)) {
            Polling.pause();
        }
    }

    private boolean keep(StartUpCache cache) throws IOException {
        cache.keep();
        say.accept("  " + cache.part().name() + (cache.isMade() ? "" : " has none, and starts more slowly"));
        return cache.isMade();
    }

    private static ProcessHandle start(ProcessBuilder builder, Installation trial, ManagedProcess part)
            throws IOException {
        Path log = trial.log(part.name());
        Files.createDirectories(log.getParent());
        return builder.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .toHandle();
    }

    /** Ports that nobody uses, for all parts at once. */
    private static int freeOffset() {
        for (int offset = 10_000; offset < 37_000; offset += 100) {
            int tried = offset;
            boolean free = ManagedProcess.ALL.stream().allMatch(part -> PortUse.isFree(part.port() + tried))
                    && PortUse.isFree(ManagedProcess.CONTROLLER_PORT + tried);
            if (free) {
                return offset;
            }
        }
        throw new CommandException("There are no free ports for the trial starts");
    }
}
