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

class PlatformTests {

    private static final Part KAFKA = Part.named("kafka");
    private static final Part PARTNER = Part.named("partner");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Place place;

    @SuppressWarnings("NullAway.Init")
    private Platform platform;

    private final List<Process> children = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void platform() {
        // ports that nobody has
        place = new Place(folder, folder.resolve(".rhannu"), 31_000);
        platform = new Platform(place, Part.ALL);
    }

    @AfterEach
    void endChildren() {
        children.forEach(Process::destroyForcibly);
    }

    private ProcessHandle child(String name, String does) throws IOException {
        Process process = Child.that(does).start();
        children.add(process);
        // it has its hooks once it speaks
        assertThat(process.inputReader().readLine()).isEqualTo("begun");
        Running.of(name, process.toHandle(), 1).note(place.run());
        return process.toHandle();
    }

    @Test
    void whatAHalfDeadStartLeftIsEnded() throws IOException {
        ProcessHandle kafka = child(KAFKA.name(), "lives");
        ProcessHandle partner = child(PARTNER.name(), "lives");
        assertThat(platform.clear(said::add)).isTrue();
        assertThat(List.of(kafka, partner)).allMatch(Ending::hasEnded);
        assertThat(said)
                .containsExactly("An earlier start was left half-dead; ending kafka (pid " + kafka.pid()
                        + "), partner-service (pid " + partner.pid() + ")");
        assertThat(platform.clear(said::add)).isFalse();
    }

    @Test
    void aProcessThatOnlyHasTheSameIdIsLeftAlone() throws IOException {
        Process stranger = Child.that("lives").start();
        children.add(stranger);
        Running earlier = new Running(KAFKA.name(), stranger.pid(), System.currentTimeMillis() - 3_600_000, 9092);
        earlier.note(place.run());
        assertThat(platform.process(KAFKA)).isEmpty();
        assertThat(platform.clear(said::add)).isFalse();
        assertThat(stranger.isAlive()).isTrue();
    }

    @Test
    void whatDoesNotEndWhenAskedIsMadeTo() throws IOException {
        ProcessHandle clinging = child(KAFKA.name(), "clings");
        Ending.of(List.of(clinging), Duration.ofMillis(300));
        assertThat(Ending.hasEnded(clinging)).isTrue();
    }

    @Test
    void aSecondStartIsRefusedWhileTheFirstRuns() throws IOException {
        ProcessHandle supervisor = child(Platform.SUPERVISOR, "lives");
        assertThatThrownBy(platform::mustNotRun)
                .hasMessage("Rhannu is running already (pid " + supervisor.pid() + "): ./rhannu stop ends it");
        platform.mustRun();
        Ending.of(List.of(supervisor), Duration.ofSeconds(60));
        await().atMost(Duration.ofSeconds(60)).until(() -> platform.supervisor().isEmpty());
        assertThatThrownBy(platform::mustRun).hasMessageStartingWith("Rhannu is not running");
    }

    @Test
    void theStatusHasEveryProcess() throws IOException {
        child(Platform.SUPERVISOR, "lives");
        ProcessHandle kafka = child(KAFKA.name(), "lives");
        JsonNode status = JsonMapper.shared().readTree(Status.json(place, platform));
        assertThat(status.propertyNames()).containsExactly("gateway", "processes");
        assertThat(status.path("gateway").asString()).isEqualTo("http://localhost:39080");
        JsonNode processes = status.path("processes");
        assertThat(processes.propertyNames())
                .containsExactlyElementsOf(Part.ALL.stream().map(Part::name).toList());
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
