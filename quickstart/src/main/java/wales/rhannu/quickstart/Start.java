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
import wales.rhannu.quickstart.mailbox.Mailbox;

/** Starts every process and supervises them until it is ended itself. */
@Command(
        name = "start",
        description = {
            "Starts the whole platform: Kafka, MongoDB, the services and the gateway.",
            "It stays in the foreground until Ctrl-C, which ends all of it. What dies is started again.",
            "Data is kept in .rhannu/ from one start to the next."
        })
class Start implements Callable<Integer> {

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
        Place place = rhannu.place();
        Platform platform = rhannu.platform();
        platform.mustNotRun();
        mustBeBuilt(place);
        keepOthersOut(Place.ofAll(place.home()));
        try (StartLock lock = StartLock.take(place)) {
            // another start may have begun meanwhile; its processes are not leftovers
            platform.mustNotRun();
            platform.clear(Rhannu::say);
            Ports.mustBeFree(place);
            new StartUpCaches(place, Rhannu::say).prepare();
            prepareData(place);
            if (!detach) {
                supervise(place, lock);
                return 0;
            }
        }
        return startDetached(place);
    }

    /** Printed once; of a detached start, by the process that stays. */
    private void keepOthersOut(Path folder) throws IOException {
        Optional<String> obstacle = OwnersOnly.make(folder);
        if (!detach) {
            obstacle.ifPresent(why ->
                    Rhannu.say("Other users of this machine may be able to read what is in " + folder + ": " + why));
        }
    }

    private void prepareData(Place place) throws IOException {
        if (fresh) {
            FileTrees.delete(place.state());
        }
        Files.createDirectories(place.state());
        Files.createDirectories(place.run());
        if (noDemo) {
            Files.writeString(withoutDemo(place), "");
        }
        Files.deleteIfExists(ready(place));
    }

    private static void mustBeBuilt(Place place) {
        List<String> missing = Part.ALL.stream()
                .filter(part -> !part.isEngine() && !Files.exists(place.jar(part)))
                .map(Part::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new CommandException(String.join(", ", missing) + (missing.size() == 1 ? " is" : " are")
                    + " not built: run mvn -DskipTests package");
        }
    }

    /** The file that marks data without the demo set. */
    private static Path withoutDemo(Place place) {
        return place.state().resolve("no-demo");
    }

    /** The file that exists once everything has become ready for the first time. */
    private static Path ready(Place place) {
        return place.run().resolve("ready");
    }

    private void supervise(Place place, StartLock lock) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        keepEarlierLogs(place);
        boolean demo = !Files.exists(withoutDemo(place));
        Supervisor supervisor = new Supervisor(Part.ALL, place, new Launch(place, demo), Rhannu::say);
        Running.of(Platform.SUPERVISOR, ProcessHandle.current(), place.port(Part.named("gateway")))
                .note(place.run());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(place, supervisor), "stop"));
        supervisor.start();
        Mailbox.start(place.port(Part.SMTP_PORT), place.port(Part.MAILBOX_PORT), place.gateway() + "/operations");
        awaitReady(place, begun);
        Files.writeString(ready(place), "");
        new CountDownLatch(1).await();
    }

    private static void end(Place place, Supervisor supervisor) {
        Rhannu.say("Stopping ...");
        supervisor.close();
        Running.forget(place.run(), Platform.SUPERVISOR);
        Rhannu.say("Stopped");
    }

    private void awaitReady(Place place, long begun) {
        Set<Part> waiting = new LinkedHashSet<>(Part.ALL);
        boolean complained = false;
        while (!waiting.isEmpty()) {
            for (Part part : List.copyOf(waiting)) {
                if (Health.isReady(part, place.port(part))) {
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
        Rhannu.say(String.format(Locale.ROOT, "Rhannu is ready after %.1f s at %s", seconds(begun), place.gateway()));
        Rhannu.say("");
        sayHow(place.gateway() + "/api/v1/case-studies", "what is published");
        sayHow(place.mailbox(), "the mail that was sent, with the links to sign in by");
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
    private static void keepEarlierLogs(Place place) throws IOException {
        Files.createDirectories(place.logs());
        for (Part part : Part.ALL) {
            Path log = place.log(part.name());
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(part.name() + ".earlier.log"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Runs the same command without --detach in a separate process, and shows its output until all is ready. */
    private int startDetached(Place place) throws IOException {
        Path log = place.log(Platform.SUPERVISOR);
        Files.createDirectories(log.getParent());
        List<String> command = new ArrayList<>(Launch.inItsOwnSession());
        command.add(Java.executable());
        command.addAll(ownOptions());
        command.addAll(List.of("-jar", place.launcher().toString(), "start"));
        command.add("--port-offset=" + rhannu.portOffset());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile())
                .start();
        long begun = System.nanoTime();
        try (RandomAccessFile lines = new RandomAccessFile(log.toFile(), "r")) {
            while (!Files.exists(ready(place))) {
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
