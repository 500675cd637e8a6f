package wales.rhannu.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts the processes, restarts those that die, and ends all of them and nothing else. */
class Supervisor implements AutoCloseable {

    static final Duration GRACE = Duration.ofSeconds(20);

    private static final Duration NOTED_AGAIN = Duration.ofSeconds(1);

    /** How a process is started. */
    interface Commands {
        ProcessBuilder of(ManagedProcess part);
    }

    private final List<ManagedProcess> parts;
    private final Installation installation;
    private final Commands commands;
    private final Consumer<String> say;
    private final Map<ManagedProcess, ProcessHandle> processes = new HashMap<>();
    private final Map<ManagedProcess, BackOff> backOffs = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private boolean ending;

    Supervisor(List<ManagedProcess> parts, Installation installation, Commands commands, Consumer<String> say) {
        this.parts = parts;
        this.installation = installation;
        this.commands = commands;
        this.say = say;
    }

    synchronized void start() {
        parts.forEach(this::start);
    }

    private synchronized void start(ManagedProcess part) {
        if (ending) {
            return;
        }
        long begun = System.nanoTime();
        try {
            Path log = installation.log(part.name());
            Files.createDirectories(log.getParent());
            Process process = commands.of(part)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            processes.put(part, process.toHandle());
            // from here on the process is restarted whenever it ends
            process.onExit()
                    .thenAccept(ended -> startAgain(
                            part,
                            "ended (exit code " + ended.exitValue() + ")",
                            Duration.ofNanos(System.nanoTime() - begun)));
            note(part, process.toHandle(), true);
        } catch (IOException | RuntimeException | Error e) {
            // the cause, for example a full disk or a missing file, may be gone at the next attempt
            startAgain(part, "cannot be started (" + reason(e) + ")", Duration.ZERO);
        }
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** A process that cannot be noted now, for example because the disk is full, runs nevertheless and is noted later. */
    private synchronized void note(ManagedProcess part, ProcessHandle process, boolean first) {
        if (ending || !process.equals(processes.get(part)) || !process.isAlive()) {
            return;
        }
        try {
            ProcessRecord.of(part.name(), process, installation.port(part)).note(installation.run());
        } catch (RuntimeException | Error e) {
            if (first) {
                say.accept(part.name() + " runs, but ./rhannu status cannot see it yet (" + reason(e) + ")");
            }
            later(() -> note(part, process, false), NOTED_AGAIN);
        }
    }

    private synchronized void startAgain(ManagedProcess part, String what, Duration life) {
        if (ending) {
            return;
        }
        Duration delay = backOffs.computeIfAbsent(part, unused -> new BackOff()).afterLiving(life);
        later(() -> start(part), delay);
        say.accept(part.name() + " " + what + " and is started again in " + delay.toMillis() + " ms; see ./rhannu logs "
                + part.name());
    }

    private void later(Runnable task, Duration delay) {
        ScheduledFuture<?> unused = clock.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        Map<ManagedProcess, ProcessHandle> all;
        synchronized (this) {
            ending = true;
            all = Map.copyOf(processes);
        }
        clock.shutdownNow();
        ProcessTermination.inOrder(all, GRACE);
        all.keySet().forEach(part -> ProcessRecord.forget(installation.run(), part.name()));
    }
}
