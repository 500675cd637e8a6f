package wales.rhannu.quickstart;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import wales.rhannu.quickstart.mailbox.LocalMailbox;

/** Starts every process and supervises them until it is ended itself. */
@Command(
        name = "start",
        description = {
            "Starts the whole platform: Kafka, MongoDB, the services and the gateway.",
            "It stays in the foreground until Ctrl-C, which ends all of it. What dies is started again.",
            "Data is kept in .rhannu/ from one start to the next."
        })
class StartCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private Rhannu rhannu;

    @Option(names = "--detach", description = "Return when everything is ready, and leave it running.")
    private boolean detach;

    @Option(names = "--fresh", description = "Throw away all data first, and begin as the first start did.")
    private boolean fresh;

    @Option(names = "--no-demo", description = "Do without the made-up demo set; later starts remember it.")
    private boolean noDemo;

    @Override
    public Integer call() throws Exception {
        Installation installation = rhannu.place();
        PlatformProcesses platform = rhannu.platform();
        platform.mustNotRun();
        mustBeBuilt(installation);
        keepOthersOut(Installation.ofAll(installation.home()));
        try (StartLock lock = StartLock.take(installation)) {
            // another start may have begun meanwhile; its processes are not leftovers
            platform.mustNotRun();
            platform.clear(Rhannu::say);
            PortUse.mustBeFree(installation);
            new StartUpCaches(installation, Rhannu::say).prepare();
            prepareData(installation);
            if (!detach) {
                supervise(installation, lock);
                return 0;
            }
        }
        return startDetached(installation);
    }

    /** Printed once; of a detached start, by the process that stays. */
    private void keepOthersOut(Path folder) throws IOException {
        Optional<String> obstacle = OwnerOnlyFolder.make(folder);
        if (!detach) {
            obstacle.ifPresent(why ->
                    Rhannu.say("Other users of this machine may be able to read what is in " + folder + ": " + why));
        }
    }

    private void prepareData(Installation installation) throws IOException {
        if (fresh) {
            FileTrees.delete(installation.state());
        }
        Files.createDirectories(installation.state());
        Files.createDirectories(installation.run());
        if (noDemo) {
            Files.writeString(withoutDemo(installation), "");
        }
        Files.deleteIfExists(ready(installation));
    }

    private static void mustBeBuilt(Installation installation) {
        List<String> missing = ManagedProcess.ALL.stream()
                .filter(part -> !part.isEngine() && !Files.exists(installation.jar(part)))
                .map(ManagedProcess::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new CommandException(String.join(", ", missing) + (missing.size() == 1 ? " is" : " are")
                    + " not built: run mvn -DskipTests package");
        }
    }

    /** The file that marks data without the demo set. */
    private static Path withoutDemo(Installation installation) {
        return installation.state().resolve("no-demo");
    }

    /** The file that exists once everything has become ready for the first time. */
    private static Path ready(Installation installation) {
        return installation.run().resolve("ready");
    }

    private void supervise(Installation installation, StartLock lock) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        keepEarlierLogs(installation);
        boolean demo = !Files.exists(withoutDemo(installation));
        Supervisor supervisor =
                new Supervisor(ManagedProcess.ALL, installation, new ProcessLauncher(installation, demo), Rhannu::say);
        ProcessRecord.of(
                        PlatformProcesses.SUPERVISOR,
                        ProcessHandle.current(),
                        installation.port(ManagedProcess.named("gateway")))
                .note(installation.run());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(installation, supervisor), "stop"));
        supervisor.start();
        LocalMailbox.start(
                installation.port(ManagedProcess.SMTP_PORT),
                installation.port(ManagedProcess.MAILBOX_PORT),
                installation.gateway() + "/operations");
        awaitReady(installation, begun);
        Files.writeString(ready(installation), "");
        new CountDownLatch(1).await();
    }

    private static void end(Installation installation, Supervisor supervisor) {
        Rhannu.say("Stopping ...");
        supervisor.close();
        ProcessRecord.forget(installation.run(), PlatformProcesses.SUPERVISOR);
        Rhannu.say("Stopped");
    }

    private void awaitReady(Installation installation, long begun) {
        Set<ManagedProcess> waiting = new LinkedHashSet<>(ManagedProcess.ALL);
        boolean complained = false;
        while (!waiting.isEmpty()) {
            for (ManagedProcess part : List.copyOf(waiting)) {
                if (HealthCheck.isReady(part, installation.port(part))) {
                    Rhannu.say(String.format(Locale.ROOT, "%6.1f s  %s is ready", seconds(begun), part.name()));
                    waiting.remove(part);
                }
            }
            if (!complained && seconds(begun) > PATIENCE.toSeconds()) {
                complained = true;
                waiting.forEach(
                        part -> Rhannu.say(part.name() + " is still not ready: see ./rhannu logs " + part.name()));
            }
            Polling.pause();
        }
        Rhannu.say(String.format(
                Locale.ROOT, "Rhannu is ready after %.1f s at %s", seconds(begun), installation.gateway()));
        Rhannu.say("");
        sayHow(installation.gateway() + "/api/v1/case-studies", "what is published");
        sayHow(installation.mailbox(), "the mail that was sent, with the links to sign in by");
        sayHow("./rhannu token author", "a token of a demo person, for your own requests");
        sayHow("./rhannu events casestudy.case-studies", "what happens, as it happens");
        sayHow("./rhannu status", "what runs");
        sayHow("./rhannu stop", "ends it");
    }

    private static void sayHow(String what, String does) {
        Rhannu.say(String.format(Locale.ROOT, "  %-43s  %s", what, does));
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** The logs of the start before this one are kept beside the new ones. */
    private static void keepEarlierLogs(Installation installation) throws IOException {
        Files.createDirectories(installation.logs());
        for (ManagedProcess part : ManagedProcess.ALL) {
            Path log = installation.log(part.name());
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(part.name() + ".earlier.log"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Runs the same command without --detach in a separate process, and shows its output until all is ready. */
    private int startDetached(Installation installation) throws IOException {
        Path log = installation.log(PlatformProcesses.SUPERVISOR);
        Files.createDirectories(log.getParent());
        List<String> command = new ArrayList<>(ProcessLauncher.inItsOwnSession());
        command.add(JvmCommandLine.executable());
        command.addAll(ownOptions());
        command.addAll(List.of("-jar", installation.launcher().toString(), "start"));
        command.add("--port-offset=" + rhannu.portOffset());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile())
                .start();
        long begun = System.nanoTime();
        try (RandomAccessFile lines = new RandomAccessFile(log.toFile(), "r")) {
            while (!Files.exists(ready(installation))) {
                show(lines);
                if (!process.isAlive()) {
                    show(lines);
                    throw new CommandException("Rhannu did not start");
                }
                if (seconds(begun) > PATIENCE.plusSeconds(5).toSeconds()) {
                    throw new CommandException("Not everything is ready; ./rhannu stop ends what runs");
                }
                Polling.pause();
            }
            show(lines);
        }
        return 0;
    }

    private static List<String> ownOptions() {
        return Stream.concat(
                        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream(),
                        Stream.of("-Drhannu.terminal=false"))
                .toList();
    }

    private static void show(RandomAccessFile lines) throws IOException {
        byte[] more = new byte[(int) (lines.length() - lines.getFilePointer())];
        lines.readFully(more);
        System.out.print(new String(more, StandardCharsets.UTF_8));
        System.out.flush();
    }
}
