package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wales.rhannu.testplatform.ImportClient;
import wales.rhannu.testplatform.ImportClient.Progress;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.WriteLoad;

/** {@code kill -9} of each part in the middle of an import, while people publish. */
class KilledIT {

    private static final int ROWS = 1_500;

    private final Platform platform = SharedPlatform.running();
    private final Invariants promises = new Invariants(platform);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "casestudy-service, true",
        "partner-service, false",
        "membership-service, false",
        "gateway, true",
        "kafka, false"
    })
    void whatWasAcknowledgedIsThereAndNothingIsHalfThere(String part, boolean patient) {
        String mark = "import-" + part + "-" + UUID.randomUUID().toString().substring(0, 8);
        ImportClient importing = new ImportClient(platform.api("facilitator"));
        WriteLoad writing = WriteLoad.begin(SharedPlatform.author(), "killed-" + part, 3, patient);
        try (writing) {
            await().atMost(Duration.ofSeconds(180)).until(() -> writing.published() >= 5);
            String location =
                    importing.begin("made-up.csv", ImportClient.madeUp(mark, ROWS), ImportClient.madeUpMapping(mark));
            await("the import to be under way")
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> importing.progress(location).done() > 0);
            Progress before = importing.progress(location);
            ProcessHandle killed = platform.kill(part);
            assertThat(before.isEnded())
                    .as("the import had ended before the kill")
                    .isFalse();
            platform.awaitBack(part, killed);
            platform.awaitReady();
            int publishedBefore = writing.published();
            await("people to publish again")
                    .atMost(Duration.ofSeconds(180))
                    .until(() -> writing.published() >= publishedBefore + 5);
            Progress after = await("the import to end")
                    .atMost(Duration.ofSeconds(240))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> importing.progress(location), Progress::isEnded);
            assertThat(after.state()).as(after.json().toString()).isEqualTo("done");
            assertThat(after.done()).isEqualTo(ROWS);
            assertThat(after.refused()).isZero();
        }
        promises.hold(writing.studies());
        long imported = platform.topic(Invariants.PUBLIC).latest().values().stream()
                .filter(event -> Invariants.title(event.state()).startsWith(mark + " "))
                .count();
        assertThat(imported).as("imported rows on the public topic").isEqualTo(ROWS);
        assertThat(promises.deadLetters()).noneMatch(letter -> letter.contains("casestudy.case-studies"));
    }
}
