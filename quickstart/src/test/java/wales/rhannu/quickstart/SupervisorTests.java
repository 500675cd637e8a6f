package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTests {

    private static final ManagedProcess SERVICE =
            new ManagedProcess("notes-service", ManagedProcess.Kind.SERVICE, 1, 16, true);
    private static final ManagedProcess ENGINE = new ManagedProcess("store", ManagedProcess.Kind.DATABASE, 2, 16, true);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Installation installation;

    private final List<String> said = new CopyOnWriteArrayList<>();

    @BeforeEach
    void place() {
        installation = new Installation(folder, folder.resolve(".rhannu"), 0);
    }

    private Supervisor supervisor(String does, ManagedProcess... parts) {
        return new Supervisor(List.of(parts), installation, part -> ChildProcess.that(does), said::add);
    }

    private ProcessHandle process(ManagedProcess part) {
        return await("the process of " + part.name())
                .atMost(Duration.ofSeconds(90))
                .until(
                        () -> new PlatformProcesses(installation, List.of(part))
                                .process(part)
                                .orElse(null),
                        found -> found != null);
    }

    @Test
    void whatIsKilledIsStartedAgain() {
        try (Supervisor supervisor = supervisor("lives", SERVICE, ENGINE)) {
            supervisor.start();
            ProcessHandle first = process(SERVICE);
            ProcessHandle other = process(ENGINE);
            first.destroyForcibly();
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(process(SERVICE)).isNotEqualTo(first));
            assertThat(process(ENGINE)).isEqualTo(other);
            assertThat(said).singleElement().asString().startsWith("notes-service ended (exit code 137)");
        }
    }

    @Test
    void whatKeepsDyingIsTriedAgainAndTheOthersLive() {
        try (Supervisor supervisor = new Supervisor(
                List.of(SERVICE, ENGINE),
                installation,
                part -> ChildProcess.that(part.isEngine() ? "lives" : "dies"),
                said::add)) {
            supervisor.start();
            ProcessHandle other = process(ENGINE);
            await().atMost(Duration.ofSeconds(90)).until(() -> said.size() >= 2);
            assertThat(said).allMatch(line -> line.contains("exit code 3"));
            assertThat(other.isAlive()).isTrue();
        }
    }

    @Test
    void aCommandThatIsNotThereIsTriedAgainToo() {
        try (Supervisor supervisor = new Supervisor(
                List.of(SERVICE), installation, part -> new ProcessBuilder("/no/such/command"), said::add)) {
            supervisor.start();
            await().atMost(Duration.ofSeconds(90)).until(() -> said.size() >= 2);
            assertThat(said.get(0)).startsWith("notes-service cannot be started");
        }
    }

    @Test
    void aStartThatThrowsWhateverIsTriedAgain() {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>(List.of(
                new UncheckedIOException(new IOException("No space left on device")),
                new NullPointerException(),
                new NoClassDefFoundError("gone")));
        Supervisor.Commands commands = part -> {
            Throwable failure = failures.poll();
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            return ChildProcess.that("lives");
        };
        try (Supervisor supervisor = new Supervisor(List.of(SERVICE), installation, commands, said::add)) {
            supervisor.start();
            assertThat(process(SERVICE).isAlive()).isTrue();
            assertThat(said).hasSize(3);
            assertThat(said.get(0)).contains("No space left on device");
        }
    }

    @Test
    void whatCannotBeNotedIsLookedAfterAllTheSame() throws IOException {
        Files.createDirectories(installation.data());
        // where the notes go there is something else
        Files.writeString(installation.run(), "");
        AtomicInteger starts = new AtomicInteger();
        Supervisor.Commands commands = part -> {
            return ChildProcess.that(starts.incrementAndGet() == 1 ? "dies" : "lives");
        };
        try (Supervisor supervisor = new Supervisor(List.of(SERVICE), installation, commands, said::add)) {
            supervisor.start();
            await().atMost(Duration.ofSeconds(90)).until(() -> starts.get() == 2);
            assertThat(said).anyMatch(line -> line.contains("cannot see it yet"));
            Files.delete(installation.run());
            assertThat(process(SERVICE).isAlive()).isTrue();
        }
    }

    @Test
    void whatRunsIsNotStartedTwiceWhateverKeepsItFromBeingNoted() {
        AtomicInteger starts = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        installation = new Installation(folder, failingOnce(folder.resolve(".rhannu"), "run", failed), 0);
        Supervisor.Commands commands = part -> {
            starts.incrementAndGet();
            return ChildProcess.that("lives");
        };
        try (Supervisor supervisor = new Supervisor(List.of(SERVICE), installation, commands, said::add)) {
            supervisor.start();
            assertThat(process(SERVICE).isAlive()).isTrue();
            assertThat(failed).isTrue();
            assertThat(said).singleElement().asString().contains("cannot see it yet (gone)");
            assertThat(starts).hasValue(1);
        }
    }

    /** The same folder, which is not there for the first who looks for one in it. */
    private static Path failingOnce(Path folder, String name, AtomicBoolean failed) {
        return (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("resolve")
                            && name.equals(arguments[0])
                            && failed.compareAndSet(false, true)) {
                        throw new NoClassDefFoundError("gone");
                    }
                    return method.invoke(folder, arguments);
                });
    }

    @Test
    void anEndEndsAllOfThemAndNobodyElse() throws Exception {
        Process stranger = ChildProcess.that("lives").start();
        try {
            Supervisor supervisor = supervisor("lives", SERVICE, ENGINE);
            supervisor.start();
            List<ProcessHandle> ours = List.of(process(SERVICE), process(ENGINE));
            supervisor.close();
            assertThat(ours).allMatch(ProcessTermination::hasEnded);
            assertThat(stranger.isAlive()).isTrue();
            assertThat(said).isEmpty();
            assertThat(ProcessRecord.noted(installation.run(), SERVICE.name())).isEmpty();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void whatTheyWriteIsKept() {
        try (Supervisor supervisor = supervisor("lives", SERVICE)) {
            supervisor.start();
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(Files.readString(installation.log("notes-service")))
                            .contains("begun"));
        }
    }
}
