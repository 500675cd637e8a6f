package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wales.rhannu.engines.EmbeddedMongo;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.PlatformTopic.Event;
import wales.rhannu.testplatform.WriteLoad;
import wales.rhannu.testplatform.WriteLoad.Acknowledgement;
import wales.rhannu.testplatform.WriteLoad.Study;

/** The embedded database writes behind: a kill loses what it acknowledged within its commit delay, and no more. */
class DatabaseKilledIT {

    private static final Duration COMMIT_DELAY = EmbeddedMongo.COMMIT_DELAY;

    /** How much longer a busy machine may let a commit wait. */
    private static final Duration BUSY = Duration.ofMillis(200);

    private final Platform platform = SharedPlatform.running();
    private final Author author = SharedPlatform.author();
    private final Invariants promises = new Invariants(platform);

    @Test
    void whatIsLostIsAtMostTheCommitDelayAndLaterEventsCount() {
        long killed;
        long back;
        WriteLoad writing = WriteLoad.begin(author, "database", 4, false);
        try (writing) {
            await().atMost(Duration.ofSeconds(180)).until(() -> writing.published() >= 20);
            killed = System.nanoTime();
            ProcessHandle process = platform.kill("mongodb");
            platform.awaitBack("mongodb", process);
            back = System.nanoTime();
            int before = writing.published();
            await("writes to be taken again")
                    .atMost(Duration.ofSeconds(180))
                    .until(() -> writing.published() >= before + 10);
        }
        platform.awaitReady();
        // what it had acknowledged by its end may be told to a writer at any time until it is back
        long lossBegins = killed - COMMIT_DELAY.toNanos() - BUSY.toNanos();
        List<Study> kept = writing.studies().stream()
                .filter(study -> !study.wasToldBetween(lossBegins, back))
                .toList();
        promises.hold(kept, Invariants.Repeats.MAY_BE);

        List<Study> later = kept.stream()
                .filter(study -> study.published() == Acknowledgement.DONE)
                .limit(20)
                .toList();
        for (Study study : later) {
            author.retitle(study.id().orElseThrow(), study.marker() + " third").mustSucceed();
        }
        assertThat(later).isNotEmpty();
        await("the newest titles on the topic").atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
            Map<String, Event> latest = platform.topic(Invariants.PUBLIC).latest();
            assertThat(later).allSatisfy(study -> {
                Event event = latest.get(study.id().orElseThrow());
                assertThat(event == null ? "" : Invariants.title(event.state())).isEqualTo(study.marker() + " third");
            });
        });
        Study last = later.get(later.size() - 1);
        await("the search to know the newest title")
                .atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> {
                    Api.Answer read = platform.api(null)
                            .get(Author.STUDIES + "/" + last.id().orElseThrow());
                    assertThat(Invariants.title(read.mustSucceed().json())).isEqualTo(last.marker() + " third");
                    Api.Answer found = platform.api(null).get(Author.STUDIES + "?q=third&limit=100");
                    assertThat(found.mustSucceed().body()).contains(last.id().orElseThrow());
                });
    }
}
