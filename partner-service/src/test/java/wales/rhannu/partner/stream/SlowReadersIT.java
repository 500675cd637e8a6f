package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;
import wales.rhannu.starter.test.Engines;
import wales.rhannu.starter.test.PlatformTest;

/** Readers that take little or nothing of what is sent to them are ended, whether others wait or not. */
@PlatformTest(topics = {"membership.members.internal", "tests.large"})
@TestPropertySource(properties = {"rhannu.streams.heartbeat=1s", "rhannu.streams.stall=2s"})
@Timeout(300)
@ExtendWith(OutputCaptureExtension.class)
class SlowReadersIT {

    /** Far less than the minute for which Tomcat itself waits for a reader. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String TOPIC = "tests.large";
    private static final int LARGE = 600_000;

    @TestConfiguration(proxyBeanMethods = false)
    static class LittleOnTheWay {

        /** Otherwise the system keeps megabytes for a reader, and the service does not notice how slow it is. */
        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallSendBuffer() {
            return factory -> factory.addConnectorCustomizers(
                    connector -> connector.setProperty("socket.txBufSize", Integer.toString(8 << 10)));
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    Streams streams;

    @Autowired
    CatchUpReads reads;

    private TopicStream stream;
    private String fromHere;

    @BeforeEach
    void follow() {
        stream = streams.of(TOPIC);
        await().atMost(PATIENCE).until(() -> stream.log() != null);
        fromHere = TOPIC + "/events?after="
                + new Partner(port).page(TOPIC, "from=end").cursor();
    }

    private static Publisher publisher() {
        return new Publisher(TOPIC, Engines.running().bootstrapServers());
    }

    @Test
    void aReaderThatTakesNothingIsLetGo() throws Exception {
        try (SlowReader reader = SlowReader.follow(port, fromHere);
                Publisher publisher = publisher()) {
            await().atMost(PATIENCE).until(() -> stream.subscribers().size() == 1);
            publisher.publish(100, 10, "x".repeat(8_000));

            await().atMost(PATIENCE).until(() -> stream.subscribers().isEmpty());
            assertThat(reader.takeTheRest(PATIENCE)).isLessThan(100 * 8_000);
        }
    }

    @Test
    void aReaderThatTakesOneEventTooSlowlyIsEndedThoughItTakesSomethingAllTheTime() throws Exception {
        AtomicLong taken = new AtomicLong();
        try (SlowReader reader = SlowReader.follow(port, fromHere);
                Publisher publisher = publisher()) {
            await().atMost(PATIENCE).until(() -> stream.subscribers().size() == 1);
            publisher.publish(1, 1, "x".repeat(LARGE));

            // 20 kB a second, so that all of it would take as long as the patience is
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
                taken.addAndGet(reader.take(1_000));
                return stream.subscribers().isEmpty();
            });
            long rest = reader.takeTheRest(PATIENCE);
            assertThat(taken.get()).isPositive();
            assertThat(taken.get() + rest).isLessThan(LARGE);
        }
    }

    @Test
    void aPageOfWhichItsReaderTakesNothingIsEndedAndHoldsNothingAnyMore(CapturedOutput log) throws Exception {
        try (Publisher publisher = publisher()) {
            publisher.publish(1, 1, "x".repeat(LARGE));
            try (SlowReader reader = SlowReader.page(port, fromHere)) {
                await().atMost(PATIENCE).until(() -> reads.heldByPages() >= LARGE);

                await().atMost(PATIENCE).until(() -> reads.heldByPages() == 0);
                assertThat(reader.takeTheRest(PATIENCE)).isPositive().isLessThan(LARGE);
            }
        }
        // a reader that is slow is no fault of ours
        assertThat(log.getAll()).doesNotContain(" ERROR ");
    }
}
