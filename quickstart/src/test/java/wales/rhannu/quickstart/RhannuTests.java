package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class RhannuTests {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    private final StringWriter said = new StringWriter();

    @BeforeEach
    void home() {
        System.setProperty("rhannu.home", home.toString());
    }

    @AfterEach
    void noHome() {
        System.clearProperty("rhannu.home");
    }

    private int run(String... arguments) {
        CommandLine commands = Rhannu.commandLine().setErr(new PrintWriter(said));
        return commands.execute(arguments);
    }

    @Test
    void whatNeedsAPlatformSaysThatThereIsNone() {
        assertThat(run("token", "author")).isEqualTo(1);
        assertThat(said).hasToString(String.format("rhannu: Rhannu is not running: start it with ./rhannu start%n"));
    }

    @Test
    void whatIsNotBuiltIsNamed() {
        assertThat(run("start")).isEqualTo(1);
        String services = ManagedProcess.ALL.stream()
                .filter(part -> !part.isEngine())
                .map(ManagedProcess::name)
                .collect(Collectors.joining(", "));
        assertThat(said.toString())
                .isEqualTo(String.format("rhannu: " + services + " are not built: run mvn -DskipTests package%n"));
    }

    @Test
    void aServiceThatThereIsNoneOfIsAMistake() {
        assertThat(run("restart", "nonsense")).isEqualTo(2);
        assertThat(said.toString()).startsWith("rhannu: There is no service nonsense: it is one of kafka, mongodb,");
    }

    @Test
    void aServiceMayBeCalledByItsShortName() {
        assertThat(ManagedProcess.named("casestudy")).isEqualTo(ManagedProcess.named("casestudy-service"));
    }

    @Test
    void aFileThatIsNotThereIsAMistake() {
        assertThat(run("import", home.resolve("none.csv").toString(), "--mapping", "none.yaml"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("There is no file").contains("none.csv");
    }

    @Test
    void anUnknownOptionIsOneLine() {
        assertThat(run("start", "--nonsense")).isEqualTo(2);
        assertThat(said.toString().lines()).hasSize(1);
        assertThat(said.toString()).startsWith("rhannu: Unknown option: '--nonsense'");
    }

    @Test
    void anUnknownCommandIsAnsweredWithThoseThereAre() {
        for (String[] given : new String[][] {{"stats"}, {"help", "stats"}}) {
            said.getBuffer().setLength(0);
            assertThat(run(given)).isEqualTo(2);
            assertThat(said.toString())
                    .isEqualTo(String.format(
                            "rhannu: There is no command stats: it is one of start, stop, status, restart,"
                                    + " token, import, events, logs, help%n"));
        }
    }

    @Test
    void helpSaysHowEverythingIsUsed() {
        StringWriter out = new StringWriter();
        CommandLine commands = Rhannu.commandLine().setOut(new PrintWriter(out));
        assertThat(commands.execute("help")).isZero();
        assertThat(out.toString()).contains("start", "token", "Exit codes");
        assertThat(commands.execute("help", "token")).isZero();
        assertThat(out.toString()).contains("e-mail address of a member");
    }

    @Test
    void anImportThatTookNoRowHasFailed() {
        JsonMapper json = JsonMapper.shared();
        assertThat(ImportCommand.everyRowWasRefused(json.readTree("{\"total\": 2, \"refused\": 2}")))
                .isTrue();
        assertThat(ImportCommand.everyRowWasRefused(json.readTree("{\"total\": 2, \"refused\": 1, \"unchanged\": 1}")))
                .isFalse();
        assertThat(ImportCommand.everyRowWasRefused(json.readTree("{\"total\": 0}")))
                .isFalse();
    }

    @Test
    void twoStartsDoNotGoOnTogether() throws IOException {
        Installation installation = Installation.at(home, 0);
        try (StartLock lock = StartLock.take(installation)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> StartLock.take(installation))
                    .isInstanceOf(CommandException.class)
                    .hasMessageStartingWith("Rhannu is being started by another command");
        }
        try (StartLock again = StartLock.take(installation)) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void aStartEndsNothingWhileAnotherGoesOn() throws IOException {
        for (ManagedProcess part : ManagedProcess.ALL) {
            if (!part.isEngine()) {
                Path jar = Installation.at(home, 31_000).jar(part);
                Files.createDirectories(jar.getParent());
                Files.writeString(jar, "");
            }
        }
        Installation installation = Installation.at(home, 31_000);
        Process kafka = ChildProcess.that("lives").start();
        try (StartLock lock = StartLock.take(installation)) {
            assertThat(lock).isNotNull();
            ProcessRecord.of("kafka", kafka.toHandle(), 1).note(installation.run());
            assertThat(run("start", "--port-offset=31000")).isEqualTo(1);
            assertThat(said.toString()).startsWith("rhannu: Rhannu is being started by another command");
            assertThat(kafka.isAlive()).isTrue();
            assertThat(ProcessRecord.noted(installation.run(), "kafka")).isPresent();
        } finally {
            kafka.destroyForcibly();
        }
    }

    @Test
    void eachOffsetHasItsOwnData() {
        assertThat(Installation.at(home, 100).data())
                .isNotEqualTo(Installation.at(home, 0).data());
        assertThat(Installation.at(home, 100).gateway()).isEqualTo("http://localhost:8180");
    }
}
