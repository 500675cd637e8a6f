package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import wales.rhannu.partner.stream.Partner.Answer;
import wales.rhannu.starter.test.Engines;
import wales.rhannu.starter.test.PlatformTest;
import wales.rhannu.starter.test.TestTopics;

@PlatformTest(topics = {"membership.members.internal", "tests.things", "tests.pages", "tests.waiting"})
@TestPropertySource(properties = "rhannu.streams.per-client=1000")
@Timeout(300)
class StreamPagesIT {

    @LocalServerPort
    int port;

    @Autowired
    Streams streams;

    @Autowired
    MeterRegistry meters;

    private Partner partner;

    @BeforeEach
    void follow() {
        partner = new Partner(port);
        for (String topic : List.of("tests.things", "tests.pages", "tests.waiting")) {
            await().atMost(Duration.ofSeconds(90)).until(() -> streams.of(topic).log() != null);
        }
    }

    private static Publisher publisher(String topic) {
        return new Publisher(topic, Engines.running().bootstrapServers());
    }

    @Test
    void pagesUpToAnEmptyOneAreAllThatWasPublishedInOrderPerSubject() {
        try (Publisher publisher = publisher("tests.pages")) {
            publisher.publish(120, 7, "a");
            publisher.abort(30);
            TestTopics.publishRaw(
                    "tests.pages", "poison", "no event".getBytes(java.nio.charset.StandardCharsets.UTF_8), Map.of());
            publisher.control();
            publisher.publish(1, 1, "b");
            publisher.erase("thing-3");
            publisher.abort(5);
            publisher.control();

            // a transaction is committed for its producer before each partition shows it to readers of what is
            // committed
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> partner.readToTheEnd("tests.pages", 1000).size()
                            >= publisher.published().size());
            for (int limit : new int[] {1000, 50, 1}) {
                List<JsonNode> read = partner.readToTheEnd("tests.pages", limit);

                assertThat(Partner.ids(read)).containsExactlyInAnyOrderElementsOf(publisher.published());
                for (int subject = 0; subject < 7; subject++) {
                    String prefix = "thing-" + subject + "-";
                    assertThat(Partner.ids(read).stream().filter(it -> it.startsWith(prefix)))
                            .containsExactlyElementsOf(publisher.published().stream()
                                    .filter(it -> it.startsWith(prefix))
                                    .toList());
                }
                JsonNode tombstone = read.stream()
                        .filter(it -> !it.has("data"))
                        .reduce((a, b) -> {
                            throw new AssertionError("more than one");
                        })
                        .orElseThrow();
                assertThat(tombstone.path("subject").asString()).isEqualTo("thing-3");
            }
        }
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(meters.get("rhannu.stream.unreadable")
                        .tag("topic", "tests.pages")
                        .counter()
                        .count())
                .isEqualTo(1));
    }

    @Test
    void anEventIsACloudEventInJson() {
        String after = partner.page("tests.things", "from=end").cursor();
        TestTopics.publish(
                "tests.things",
                Publisher.MADE,
                "thing-ŵ",
                17,
                "{\"state\":{\"id\":\"é\\n1.5\",\"n\":1.50},\"change\":{}}");

        JsonNode event = partner.page("tests.things", "wait=30&after=" + after)
                .body()
                .path("events")
                .path(0);

        assertThat(event.path("specversion").asString()).isEqualTo("1.0");
        assertThat(event.path("id").asString()).isEqualTo("thing-ŵ-17");
        assertThat(event.path("source").asString()).isEqualTo("https://rhannu.wales/services/test");
        assertThat(event.path("type").asString()).isEqualTo(Publisher.MADE);
        assertThat(event.path("subject").asString()).isEqualTo("thing-ŵ");
        assertThat(Instant.parse(event.path("time").asString())).isBeforeOrEqualTo(Instant.now());
        assertThat(event.path("datacontenttype").asString()).isEqualTo("application/json");
        assertThat(event.path("dataschema").asString())
                .isEqualTo("https://rhannu.wales/schemas/tests.things/thing-made.v1.schema.json");
        assertThat(event.path("sequence").isString()).isTrue();
        assertThat(event.path("sequence").asString()).isEqualTo("17");
        assertThat(event.path("data").path("state").path("id").asString()).isEqualTo("é\n1.5");
        assertThat(event.has("partner")).isFalse();
    }

    @Test
    void aWaitEndsWhenAnEventComes() throws Exception {
        String after = partner.page("tests.waiting", "from=end").cursor();
        CompletableFuture<Answer> waiting =
                partner.getLater("/api/v1/streams/tests.waiting/events?wait=30&after=" + after);
        await().atMost(Duration.ofSeconds(60)).until(() -> subscribers("tests.waiting") == 1);
        assertThat(waiting).isNotDone();

        TestTopics.publish("tests.waiting", Publisher.MADE, "thing-1", 1, "{\"state\":{},\"change\":{}}");

        Answer answer = waiting.get(60, TimeUnit.SECONDS);
        assertThat(answer.ids()).containsExactly("thing-1-1");
        assertThat(partner.page("tests.waiting", "after=" + answer.cursor()).ids())
                .isEmpty();
        await().atMost(Duration.ofSeconds(60)).until(() -> subscribers("tests.waiting") == 0);
    }

    @Test
    void aWaitEndsWithAnEmptyPageWhenItsTimeIsOver() {
        String after = partner.page("tests.things", "from=end").cursor();
        long begin = System.nanoTime();

        Answer answer = partner.page("tests.things", "wait=1&after=" + after);

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(25));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.ids()).isEmpty();
        assertThat(answer.cursor()).isNotEmpty();
    }

    @Test
    void manyMayWait() {
        String after = partner.page("tests.waiting", "from=end").cursor();
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            waiting.add(partner.getLater("/api/v1/streams/tests.waiting/events?wait=30&after=" + after));
        }
        await().atMost(Duration.ofSeconds(90)).until(() -> subscribers("tests.waiting") == 300);

        TestTopics.publish("tests.waiting", Publisher.MADE, "thing-2", 2, "{\"state\":{},\"change\":{}}");

        assertThat(waiting)
                .allSatisfy(
                        each -> assertThat(each.get(60, TimeUnit.SECONDS).ids()).containsExactly("thing-2-2"));
    }

    private double subscribers(String topic) {
        return meters.get("rhannu.stream.subscribers")
                .tag("topic", topic)
                .gauge()
                .value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "after=x",
                "after=AAAAAAAAAAAAAAAAAAAA",
                "after=%00",
                "after=%ff",
                "limit=many",
                "wait=1.5",
                "from=then"
            })
    void whatCannotBeReadIsRefused(String query) {
        Answer answer = partner.page("tests.things", query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers().get("content-type")).containsExactly("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=-5", "limit=100000", "wait=-1", "from=beginning", "after="})
    void whatIsOutOfBoundsIsTakenForTheNearest(String query) {
        assertThat(partner.page("tests.things", query).status()).isEqualTo(200);
    }

    @Test
    void aCursorOfAnotherTopicIsRefused() {
        String other = partner.page("tests.waiting", "from=end").cursor();

        assertThat(partner.page("tests.things", "after=" + other).status()).isEqualTo(400);
    }

    @Test
    void aCursorThatIsTooOldIsGone() {
        TopicLog log = streams.of("tests.things").log();
        assertThat(log).isNotNull();
        Cursor read = Cursor.decode(
                "tests.things", partner.page("tests.things", "from=end").cursor());
        String old = new Cursor(read.log(), read.position(), Instant.now().minus(Duration.ofDays(31)))
                .encode("tests.things");
        String recent = new Cursor(read.log(), read.position(), Instant.now().minus(Duration.ofDays(29)))
                .encode("tests.things");

        Answer answer = partner.page("tests.things", "after=" + old);

        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.body().path("type").asString()).endsWith("/cursor-gone");
        assertThat(answer.body().path("detail").asString()).contains("read it again from its beginning");
        assertThat(partner.page("tests.things", "after=" + recent).status()).isEqualTo(200);
    }

    @Test
    void aCursorOfAnotherLogOrPastItsEndIsGone() {
        Cursor read = Cursor.decode(
                "tests.things", partner.page("tests.things", "from=end").cursor());
        Position far = read.position().copy();
        far.advance(2, far.next(2) + 1);

        assertThat(partner.page(
                                "tests.things",
                                "after=" + new Cursor(read.log(), far, Instant.now()).encode("tests.things"))
                        .status())
                .isEqualTo(410);
        assertThat(partner.page(
                                "tests.things",
                                "after="
                                        + new Cursor(read.log() + 1, read.position(), Instant.now())
                                                .encode("tests.things"))
                        .status())
                .isEqualTo(410);
        assertThat(partner.page(
                                "tests.things",
                                "after="
                                        + new Cursor(read.log(), Position.of(0, 0), Instant.now())
                                                .encode("tests.things"))
                        .status())
                .isEqualTo(410);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tests.things.internal", "membership.members.internal", "none", "__consumer_offsets", "dlq.x.y"})
    void whatIsNotPublicIsNotThere(String topic) {
        assertThat(partner.page(topic, "").status()).isEqualTo(404);
        assertThat(partner.raw("/api/v1/streams/" + topic + "/events", "Accept", "text/event-stream")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whoAsksForNothingInParticularGetsAPage() {
        for (String accept :
                List.of("*/*", "application/json", "application/json, text/event-stream;q=0.5", "text/html")) {
            assertThat(partner.raw("/api/v1/streams/tests.things/events", "Accept", accept)
                            .headers()
                            .firstValue("Content-Type"))
                    .hasValue("application/json");
        }
    }
}
