package wales.rhannu.starter.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import wales.rhannu.starter.Engines;

class TopicsIT {

    private static final Duration SOON = Duration.ofSeconds(90);

    /** As where a broker is started after the service, and its name is not known before. */
    @Test
    void aBrokerWhoseNameIsNotKnownYetIsAskedAgain() throws Exception {
        Map<String, Object> settings = new ConcurrentHashMap<>(Map.of("bootstrap.servers", "broker.invalid:9092"));
        Topics topics = new Topics(settings);
        topics.declare(TopicDeclaration.compacted(
                "topics-" + UUID.randomUUID(), true, new TopicSettings(1, (short) 1, Duration.ofDays(7))));
        topics.start();
        try {
            await().atMost(SOON).until(TopicsIT::waitsToTryAgain);
            settings.put("bootstrap.servers", Engines.kafka());

            assertThat(topics.awaitReady(SOON)).isTrue();
        } finally {
            topics.stop();
        }
    }

    private static boolean waitsToTryAgain() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("topics"))
                .anyMatch(thread ->
                        thread.getKey().getState() == Thread.State.TIMED_WAITING && thread.getValue().length > 0);
    }
}
