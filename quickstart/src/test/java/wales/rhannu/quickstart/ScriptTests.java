package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code rhannu}, with a Maven that builds when it is told to and a Java that says what it was given. */
class ScriptTests {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** What the script may use besides its shell; flock is not everywhere. */
    private static final List<String> TOOLS =
            List.of("cat", "dirname", "head", "ln", "mkdir", "ps", "readlink", "rm", "rmdir", "sed", "sh", "sleep");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<Process> begun = new ArrayList<>();

    @BeforeEach
    void checkout() throws IOException {
        Files.createDirectories(home());
        Files.copy(Path.of("..", "rhannu"), home().resolve("rhannu"));
        Files.createDirectories(home().resolve("one-service"));
        Files.createDirectories(home().resolve("gateway"));
        Path jdk = Files.createDirectories(folder.resolve("jdk"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        program(jdk.resolve("bin").resolve("java"), "umask >'" + folder + "/umask.run'; echo \"java ${*##*.jar }\"");
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), found(tool));
        }
        program(
                tools.resolve("mvn"),
                """
                echo $$ >>'%1$s/builds'
                umask >'%1$s/umask.build'
                until [ -f '%1$s/go' ]; do sleep 0.05; done
                [ ! -f '%1$s/fail' ] || exit 1
                for jar in one-service/target/one-service gateway/target/gateway quickstart/target/rhannu; do
                    mkdir -p "${jar%%/*}" && echo built >"$jar.jar"
                done
                """
                        .formatted(folder));
    }

    @AfterEach
    void end() throws IOException {
        begun.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        begun.forEach(Process::destroyForcibly);
        builds().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    private Path home() {
        return folder.resolve("checkout");
    }

    private static Path found(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(path -> Path.of(path, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no " + tool));
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void withFlock(boolean there) throws IOException {
        if (there) {
            Files.createSymbolicLink(folder.resolve("tools").resolve("flock"), found("flock"));
        }
    }

    /** A run of the script and what it says. */
    private record Run(Process process, Path said) {

        String text() {
            try {
                return Files.readString(said);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("whether it has ended: " + text())
                    .isTrue();
            return process.exitValue();
        }
    }

    private Run begin(String... arguments) throws IOException {
        Path said = Files.createTempFile(folder, "said", ".txt");
        List<String> command = new ArrayList<>(List.of(home().resolve("rhannu").toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put("PATH", folder.resolve("tools").toString());
        builder.environment().put("RHANNU_JDK", folder.resolve("jdk").toString());
        Process process = builder.start();
        begun.add(process);
        return new Run(process, said);
    }

    private Run beginToBuild() throws IOException {
        Run run = begin("start");
        await().atMost(PATIENCE).until(() -> builds().size() == 1);
        return run;
    }

    private List<Long> builds() throws IOException {
        Path builds = folder.resolve("builds");
        return Files.exists(builds)
                ? Files.readAllLines(builds).stream().map(Long::valueOf).toList()
                : List.of();
    }

    private void go() throws IOException {
        Files.writeString(folder.resolve("go"), "");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSecondStartWaitsForTheBuildOfTheFirst(boolean flock) throws Exception {
        withFlock(flock);
        Run first = beginToBuild();
        Run second = begin("start", "--detach");
        await().atMost(PATIENCE).until(() -> !second.text().isEmpty());
        assertThat(second.text())
                .isEqualTo(
                        "rhannu: Waiting for process " + first.process().pid() + ", which builds this checkout ...\n");
        go();
        assertThat(first.exitCode()).isZero();
        assertThat(second.exitCode()).isZero();
        assertThat(builds()).hasSize(1);
        assertThat(first.text()).endsWith("java start\n");
        assertThat(second.text()).endsWith("java start --detach\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatNeedsNoBuildDoesNone(boolean flock) throws Exception {
        withFlock(flock);
        for (List<String> command : List.of(
                List.of("status"),
                List.of("token", "author"),
                List.of("restart", "gateway"),
                List.of("import", "a.csv", "--mapping", "a.yaml"),
                List.of("events", "casestudy.case-studies"),
                List.of("logs", "gateway"))) {
            Run run = begin(command.toArray(String[]::new));
            assertThat(run.exitCode()).as(run.text()).isEqualTo(1);
            assertThat(run.text())
                    .startsWith("rhannu: Rhannu is not running: it is not built yet; ./rhannu start builds");
        }
        Run stop = begin("stop");
        assertThat(stop.exitCode()).isZero();
        assertThat(stop.text()).isEqualTo("Rhannu is not running\n");
        for (String help : List.of("help", "--help", "-h")) {
            Run run = begin(help);
            assertThat(run.exitCode()).isZero();
            assertThat(run.text()).contains("not built yet", "start, stop, status");
        }
        Run startHelp = begin("start", "--help");
        assertThat(startHelp.exitCode()).isZero();
        assertThat(begin().exitCode()).isEqualTo(2);
        assertThat(builds()).isEmpty();

        Run first = beginToBuild();
        Run status = begin("status");
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.text())
                .isEqualTo("rhannu: Rhannu is not running: it is being built just now, by process "
                        + first.process().pid() + "\n");
        assertThat(builds()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBuildThatWasKilledIsBegunAnewAtOnce(boolean flock) throws Exception {
        withFlock(flock);
        Run first = beginToBuild();
        Path half = home().resolve("gateway/target/gateway.jar");
        Files.createDirectories(half.getParent());
        Files.writeString(half, "half");
        List<ProcessHandle> all = Stream.concat(
                        Stream.of(first.process().toHandle()), first.process().descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(PATIENCE).until(() -> all.stream().allMatch(ProcessTermination::hasEnded));
        go();
        Run second = begin("start");
        assertThat(second.exitCode()).as(second.text()).isZero();
        assertThat(second.text()).doesNotContain("Waiting");
        assertThat(builds()).hasSize(2);
        assertThat(half).hasContent("built");
    }

    @Test
    void aBuildThatFailedIsBegunAnew() throws Exception {
        withFlock(true);
        go();
        Path fail = Files.writeString(folder.resolve("fail"), "");
        Run first = begin("start");
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.text()).endsWith("rhannu: the build failed: see above\n");
        Files.delete(fail);
        assertThat(begin("start").exitCode()).isZero();
        assertThat(begin("start").exitCode()).isZero();
        assertThat(builds()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAPlatformWritesIsForItsOwnerAloneAndWhatABuildWritesIsNot(boolean flock) throws Exception {
        withFlock(flock);
        go();
        assertThat(begin("start").exitCode()).isZero();

        assertThat(folder.resolve("umask.run")).content().isIn("0077\n", "077\n");
        Process usual = new ProcessBuilder("sh", "-c", "umask").start();
        assertThat(folder.resolve("umask.build"))
                .hasContent(new String(usual.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        try (Stream<Path> made = Files.walk(home().resolve(".rhannu"))) {
            assertThat(made).allSatisfy(path -> assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)))
                    .endsWith("------"));
        }
    }

    @Test
    void anUnknownCommandIsTheSameMistakeBeforeAndAfterABuild() throws Exception {
        Run run = begin("stats");
        assertThat(run.exitCode()).isEqualTo(2);
        String commands = Rhannu.commandLine().getSubcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(command -> command.getKey())
                .collect(Collectors.joining(", "));
        assertThat(run.text()).isEqualTo("rhannu: There is no command stats: it is one of " + commands + "\n");
        assertThat(builds()).isEmpty();
    }

    @Test
    void aStopThatMeetsARunningPlatformWithoutALauncherSaysSo() throws Exception {
        Path note = home().resolve(".rhannu/run/rhannu.json");
        Files.createDirectories(note.getParent());
        long pid = ProcessHandle.current().pid();
        Files.write(note, "{\"name\":\"rhannu\",\"pid\":%d}".formatted(pid).getBytes(StandardCharsets.UTF_8));
        Run run = begin("stop");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.text()).contains("seems to run (process " + pid + ")");
    }
}
