package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.WriteLoad;
import wales.rhannu.testplatform.WriteLoad.Acknowledgement;

/** The broker is away for a minute, or for {@code -Drhannu.broker-away=20s}. */
class BrokerAwayIT {

    private static final Duration AWAY = Duration.parse(
            "PT" + System.getProperty("rhannu.broker-away", "60s").toUpperCase(java.util.Locale.ROOT));

    private final Platform platform = SharedPlatform.running();
    private final Invariants promises = new Invariants(platform);

    @Test
    void writesGoOnConsumersWaitAndNothingIsDeadLettered() {
        Set<String> deadBefore = new HashSet<>(promises.deadLetters());
        // signed in before the mailbox, which the supervisor has, is paused
        Author author = SharedPlatform.author();
        // it would start the broker again
        ProcessHandle supervisor = platform.process("rhannu");
        ProcessHandle broker = platform.process("kafka");
        platform.pause(supervisor);
        WriteLoad writing;
        try {
            platform.kill("kafka");
            long back = System.nanoTime() + AWAY.toNanos();
            WriteLoad begun = WriteLoad.begin(author, "away", 2, false, Duration.ofMillis(200));
            writing = begun;
            await().pollInterval(Duration.ofMillis(200))
                    .atMost(AWAY.plusSeconds(60))
                    .until(() -> System.nanoTime() > back);
            int whileAway = writing.published();
            assertThat(whileAway)
                    .as(() -> "case studies published while the broker was away, of "
                            + begun.studies().stream().limit(20).toList())
                    .isGreaterThan(10);
            writing.close();
        } finally {
            platform.resume(supervisor);
        }
        platform.awaitBack("kafka", broker);
        assertThat(writing.studies())
                .allSatisfy(study ->
                        assertThat(study.published()).as(study.toString()).isEqualTo(Acknowledgement.DONE));
        promises.hold(writing.studies());
        await("every group to have read what is there")
                .atMost(Duration.ofSeconds(180))
                .untilAsserted(() -> assertThat(ConsumerGroups.lagging(platform.bootstrapServers()))
                        .isEmpty());
        List<String> dead = promises.deadLetters().stream()
                .filter(letter -> !deadBefore.contains(letter))
                .toList();
        assertThat(dead).isEmpty();
    }
}
