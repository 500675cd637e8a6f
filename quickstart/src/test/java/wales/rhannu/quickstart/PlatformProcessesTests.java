package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlatformProcessesTests {

    private static final ManagedProcess KAFKA = ManagedProcess.named("kafka");
    private static final ManagedProcess PARTNER = ManagedProcess.named("partner");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Installation installation;

    @SuppressWarnings("NullAway.Init")
    private PlatformProcesses platform;

    private final List<Process> children = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void platform() {
        // ports that nobody has
        installation = new Installation(folder, folder.resolve(".rhannu"), 31_000);
        platform = new PlatformProcesses(installation, ManagedProcess.ALL);
    }

    @AfterEach
    void endChildren() {
        children.forEach(Process::destroyForcibly);
    }

    private ProcessHandle child(String name, String does) throws IOException {
        Process process = ChildProcess.that(does).start();
        children.add(process);
        // it has its hooks once it speaks
        assertThat(process.inputReader().readLine()).isEqualTo("begun");
        ProcessRecord.of(name, process.toHandle(), 1).note(installation.run());
        return process.toHandle();
    }

    @Test
    void whatAHalfDeadStartLeftIsEnded() throws IOException {
        ProcessHandle kafka = child(KAFKA.name(), "lives");
        ProcessHandle partner = child(PARTNER.name(), "lives");
        assertThat(platform.clear(said::add)).isTrue();
        assertThat(List.of(kafka, partner)).allMatch(ProcessTermination::hasEnded);
        assertThat(said)
                .containsExactly("An earlier start was left half-dead; ending kafka (pid " + kafka.pid()
                        + "), partner-service (pid " + partner.pid() + ")");
        assertThat(platform.clear(said::add)).isFalse();
    }

    @Test
    void aProcessThatOnlyHasTheSameIdIsLeftAlone() throws IOException {
        Process stranger = ChildProcess.that("lives").start();
        children.add(stranger);
        ProcessRecord earlier =
                new ProcessRecord(KAFKA.name(), stranger.pid(), System.currentTimeMillis() - 3_600_000, 9092);
        earlier.note(installation.run());
        assertThat(platform.process(KAFKA)).isEmpty();
        assertThat(platform.clear(said::add)).isFalse();
        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void whatDoesNotEndWhenAskedIsMadeTo() throws IOException {
        ProcessHandle clinging = child(KAFKA.name(), "clings");
        ProcessTermination.of(List.of(clinging), Duration.ofMillis(300));
        assertThat(ProcessTermination.hasEnded(clinging)).isTrue();
    }

    @Test
    void aSecondStartIsRefusedWhileTheFirstRuns() throws IOException {
        ProcessHandle supervisor = child(PlatformProcesses.SUPERVISOR, "lives");
        assertThatThrownBy(platform::mustNotRun)
                .hasMessage("Rhannu is running already (pid " + supervisor.pid() + "): ./rhannu stop ends it");
        platform.mustRun();
        ProcessTermination.of(List.of(supervisor), Duration.ofSeconds(60));
        await().atMost(Duration.ofSeconds(60)).until(() -> platform.supervisor().isEmpty());
        assertThatThrownBy(platform::mustRun).hasMessageStartingWith("Rhannu is not running");
    }

    @Test
    void theStatusHasEveryProcess() throws IOException {
        child(PlatformProcesses.SUPERVISOR, "lives");
        ProcessHandle kafka = child(KAFKA.name(), "lives");
        JsonNode status = JsonMapper.shared().readTree(StatusCommand.json(installation, platform));
        assertThat(status.propertyNames()).containsExactly("gateway", "processes");
        assertThat(status.path("gateway").asString()).isEqualTo("http://localhost:39080");
        JsonNode processes = status.path("processes");
        assertThat(processes.propertyNames())
                .containsExactlyElementsOf(
                        ManagedProcess.ALL.stream().map(ManagedProcess::name).toList());
        assertThat(processes.path("kafka").toString())
                .isEqualTo("{\"pid\":" + kafka.pid() + ",\"port\":40092,\"state\":\"starting\"}");
        assertThat(processes.path("gateway").toString())
                .isEqualTo("{\"pid\":null,\"port\":39080,\"state\":\"restarting\"}");
    }

    @Test
    void withoutASupervisorNothingIsStartedAgain() {
        assertThat(platform.state(KAFKA)).hasToString("stopped");
    }
}
