package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import wales.rhannu.partner.stream.Partner.Following;
import wales.rhannu.partner.stream.Partner.Following.Sent;
import wales.rhannu.starter.test.Engines;
import wales.rhannu.starter.test.PlatformTest;
import wales.rhannu.starter.test.TestTopics;

@PlatformTest(topics = {"membership.members.internal", "tests.following", "tests.shared", "tests.bulk"})
@TestPropertySource(
        properties = {
            "rhannu.streams.shared-events=200",
            "rhannu.streams.heartbeat=1s",
            "rhannu.streams.subscribers=250",
            "rhannu.streams.per-client=1000"
        })
class FollowingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @LocalServerPort
    int port;

    @Autowired
    Streams streams;

    @Autowired
    CatchUpReads reads;

    @Autowired
    MeterRegistry meters;

    private Partner partner;

    @BeforeEach
    void follow() {
        partner = new Partner(port);
        for (String topic : List.of("tests.following", "tests.shared", "tests.bulk")) {
            await().atMost(PATIENCE).until(() -> streams.of(topic).log() != null);
        }
    }

    private static Publisher publisher(String topic) {
        return new Publisher(topic, Engines.running().bootstrapServers());
    }

    private double gauge(String name, String topic) {
        return meters.get(name).tag("topic", topic).gauge().value();
    }

    @Test
    void startsAtTheBeginningAndGoesOnAfterAnyEventWithoutLossOrDuplicate() {
        try (Publisher publisher = publisher("tests.following")) {
            publisher.publish(700, 11, "before");
            publisher.abort(3);
            TestTopics.publishRaw("tests.following", "poison", new byte[] {1, 2}, Map.of("ce_id", "x"));
            publisher.erase("thing-1");
            Following whole = partner.follow("tests.following", "");
            await().atMost(PATIENCE).until(() -> whole.events.size() == 701);
            publisher.publish(100, 11, "after");
            publisher.control();
            await().atMost(PATIENCE).until(() -> whole.events.size() == 801);
            assertThat(whole.ids()).containsExactlyInAnyOrderElementsOf(publisher.published());
            assertOrderPerSubject(whole.ids(), publisher.published());
            assertThat(whole.heardBy("message")).hasSameSizeAs(whole.events);
            assertThat(whole.events.stream().filter(sent -> !sent.event().has("data")))
                    .singleElement()
                    .satisfies(sent ->
                            assertThat(sent.event().path("subject").asString()).isEqualTo("thing-1"));
            whole.close();

            for (int at : new int[] {0, 1, 350, 699, 700, 701, 750, 799, 800}) {
                List<String> before = whole.ids().subList(0, at + 1);
                Sent last = whole.events.get(at);
                try (Following rest = partner.follow("tests.following", "after=ignored", "Last-Event-ID", last.id())) {
                    await().atMost(PATIENCE).until(() -> rest.events.size() >= 800 - at && rest.comments.get() > 0);
                    List<String> all = new ArrayList<>(before);
                    all.addAll(rest.ids());
                    assertThat(all).containsExactlyInAnyOrderElementsOf(publisher.published());
                    assertOrderPerSubject(all, publisher.published());
                }
                // the same place is a page's cursor, too
                List<String> page = new ArrayList<>(before);
                page.addAll(partner.page("tests.following", "limit=1000&after=" + last.id())
                        .ids());
                assertThat(page).containsExactlyInAnyOrderElementsOf(publisher.published());
            }
        }
    }

    @Test
    void aBrowserHearsOfStatesAndTombstonesByOnmessage() {
        String cursor = partner.page("tests.shared", "from=end").cursor();
        try (Publisher publisher = publisher("tests.shared");
                Following browser = partner.follow("tests.shared", "after=" + cursor)) {
            publisher.publish(2, 2, "for a browser");
            publisher.erase("thing-1");

            await().atMost(PATIENCE).until(() -> browser.heardBy("message").size() == 3);
            assertThat(browser.ids()).containsExactlyInAnyOrderElementsOf(publisher.published());
            assertThat(browser.heardBy("message"))
                    .filteredOn(sent -> !sent.event().has("data"))
                    .singleElement()
                    .satisfies(gone ->
                            assertThat(gone.event().path("subject").asString()).isEqualTo("thing-1"));
        }
    }

    @Test
    void whoAsksForNamesGetsThemBetweenIdAndData() {
        String cursor = partner.page("tests.shared", "from=end").cursor();
        try (Publisher publisher = publisher("tests.shared");
                Following browser = partner.follow("tests.shared", "named=true&after=" + cursor)) {
            publisher.publish(1, 1, "named");
            publisher.erase("thing-0");

            await().atMost(PATIENCE).until(() -> browser.heardBy(Publisher.MADE).size() == 2);
            assertThat(browser.heardBy("message")).isEmpty();
            // the bytes that readers got before names had to be asked for
            assertThat(String.join("\n", browser.lines))
                    .containsPattern("id: [\\w-]+\nevent: " + Publisher.MADE + "\ndata: \\{\"specversion\"[^\n]+}\n");
        }
        assertThat(partner.raw("/api/v1/streams/tests.shared/events?named=perhaps", "Accept", "text/event-stream")
                        .statusCode())
                .isEqualTo(400);
    }

    private static void assertOrderPerSubject(List<String> read, List<String> published) {
        for (int subject = 0; subject < 11; subject++) {
            String prefix = "thing-" + subject + "-";
            assertThat(read.stream().filter(it -> it.startsWith(prefix)))
                    .containsExactlyElementsOf(published.stream()
                            .filter(it -> it.startsWith(prefix))
                            .toList());
        }
    }

    @Test
    void whoStartsAtTheEndIsToldWhereThatIs() {
        try (Publisher publisher = publisher("tests.shared")) {
            publisher.publish(3, 3, "before");
            Following following = partner.follow("tests.shared", "from=end");
            await().atMost(PATIENCE).until(() -> following.cursorsAlone.size() == 1);
            following.close();
            publisher.publish(2, 2, "meanwhile");

            try (Following again =
                    partner.follow("tests.shared", "from=end", "Last-Event-ID", following.cursorsAlone.get(0))) {
                await().atMost(PATIENCE).until(() -> again.events.size() == 2);
                assertThat(again.ids())
                        .containsExactlyInAnyOrderElementsOf(
                                publisher.published().subList(3, 5));
                assertThat(following.events).isEmpty();
            }
        }
    }

    @Test
    void aSilentConnectionShowsThatItLives() {
        try (Following following = partner.follow("tests.shared", "from=end")) {
            await().atMost(PATIENCE).until(() -> following.comments.get() >= 2);
            assertThat(following.response).isNotDone();
        }
    }

    @Test
    void manyShareOneReader() throws Exception {
        List<Following> many = new ArrayList<>();
        try (Publisher publisher = publisher("tests.shared")) {
            for (int i = 0; i < 200; i++) {
                many.add(partner.follow("tests.shared", "from=end"));
            }
            await().atMost(PATIENCE).until(() -> many.stream().allMatch(it -> it.cursorsAlone.size() == 1));
            await().atMost(PATIENCE).until(() -> gauge("rhannu.stream.own.readers", "tests.shared") == 0);
            assertThat(gauge("rhannu.stream.subscribers", "tests.shared")).isEqualTo(200);
            int consumers = reads.consumers();

            for (int i = 0; i < 20; i++) {
                publisher.publish(5, 5, "to all");
            }

            await().atMost(PATIENCE).until(() -> many.stream().allMatch(it -> it.events.size() == 100));
            assertThat(many).allSatisfy(each -> {
                assertThat(each.ids()).containsExactlyInAnyOrderElementsOf(publisher.published());
                // the same line of events for all
                assertThat(each.ids()).isEqualTo(many.get(0).ids());
            });
            assertThat(consumers).isLessThanOrEqualTo(4);
            assertThat(gauge("rhannu.stream.own.readers", "tests.shared")).isZero();
        } finally {
            many.forEach(Following::close);
        }
        await().atMost(PATIENCE).until(() -> gauge("rhannu.stream.subscribers", "tests.shared") == 0);
    }

    @Test
    void whenAllPlacesAreTakenOthersAreToldToComeBack() {
        List<Following> many = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) {
                many.add(partner.follow("tests.shared", "from=end"));
            }
            await().atMost(PATIENCE).until(() -> many.stream().allMatch(it -> it.cursorsAlone.size() == 1));

            assertThat(places("taken")).isEqualTo(250);
            assertThat(places("free")).isZero();
            var refused = partner.raw("/api/v1/streams/tests.shared/events", "Accept", "text/event-stream");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("too-many-subscribers");
            assertThat(partner.page("tests.shared", "from=end&wait=1").status()).isEqualTo(503);
            assertThat(partner.page("tests.shared", "limit=1").status()).isEqualTo(200);
        } finally {
            many.forEach(Following::close);
        }
        await().atMost(PATIENCE)
                .until(() -> partner.page("tests.shared", "from=end&wait=1").status() == 200);
    }

    private double places(String state) {
        return meters.get("rhannu.stream.places").tag("state", state).gauge().value();
    }

    @Test
    @Timeout(300)
    void aSlowReaderHoldsUpNobodyAndMissesNothing() throws Exception {
        try (Publisher publisher = publisher("tests.bulk");
                Socket slow = new Socket();
                Following fast = partner.follow("tests.bulk", "from=end")) {
            await().atMost(PATIENCE).until(() -> fast.cursorsAlone.size() == 1);
            slow.setReceiveBufferSize(8 << 10);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            slow.getOutputStream()
                    .write(("GET /api/v1/streams/tests.bulk/events?after=" + fast.cursorsAlone.get(0)
                                    + " HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8), 1024);
            assertThat(lines.readLine()).contains("200");

            String filling = "x".repeat(4_000);
            for (int i = 0; i < 40; i++) { // 16 MB: more than all buffers on the way, and than is kept for all
                publisher.publish(100, 10, filling);
            }

            await().atMost(PATIENCE).until(() -> fast.events.size() == 4_000);
            assertThat(gauge("rhannu.stream.backlog", "tests.bulk")
                            + 200 * gauge("rhannu.stream.own.readers", "tests.bulk"))
                    .isPositive();
            slow.setSoTimeout(90_000);
            List<String> read = new ArrayList<>();
            Instant patience = Instant.now().plus(PATIENCE);
            while (read.size() < 4_000) {
                assertThat(Instant.now()).as("%s were read", read.size()).isBefore(patience);
                String line = lines.readLine();
                int at = line.indexOf("\"id\":\"");
                if (line.startsWith("data: ") && at > 0) {
                    read.add(line.substring(at + 6, line.indexOf('"', at + 6)));
                }
            }
            assertThat(read).containsExactlyInAnyOrderElementsOf(publisher.published());
            await().atMost(PATIENCE).until(() -> gauge("rhannu.stream.own.readers", "tests.bulk") == 0);
            publisher.publish(1, 1, "the last");
            String last = publisher.published().get(4_000);
            await().atMost(PATIENCE).until(() -> fast.ids().contains(last));
            String line = lines.readLine();
            while (!line.contains("\"id\":\"" + last + "\"")) {
                line = lines.readLine();
            }
        }
    }

    @Test
    void crookedCursorsAreRefusedBeforeAnythingIsSent() {
        Cursor end = Cursor.decode(
                "tests.shared", partner.page("tests.shared", "from=end").cursor());
        Position far = end.position().copy();
        far.advance(0, far.next(0) + 100);

        assertThat(status("nonsense")).isEqualTo(400);
        assertThat(status(new Cursor(end.log(), far, Instant.now()).encode("tests.shared")))
                .isEqualTo(410);
        assertThat(status(new Cursor(end.log() + 1, end.position(), Instant.now()).encode("tests.shared")))
                .isEqualTo(410);
        assertThat(status(new Cursor(end.log(), end.position(), Instant.now().minus(Duration.ofDays(31)))
                        .encode("tests.shared")))
                .isEqualTo(410);
        await().atMost(PATIENCE).until(() -> gauge("rhannu.stream.subscribers", "tests.shared") == 0);
    }

    private int status(String cursor) {
        return partner.raw(
                        "/api/v1/streams/tests.shared/events", "Accept", "text/event-stream", "Last-Event-ID", cursor)
                .statusCode();
    }

    @Test
    void anEventIsThereAtOnce() {
        try (Publisher publisher = publisher("tests.shared");
                Following following = partner.follow("tests.shared", "from=end")) {
            await().atMost(PATIENCE).until(() -> following.cursorsAlone.size() == 1);
            List<Long> micros = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                long begin = System.nanoTime();
                publisher.publish(1, 1, "now");
                while (following.events.size() < i) {
                    LockSupport.parkNanos(100_000);
                    assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(60));
                }
                micros.add((System.nanoTime() - begin) / 1_000);
            }
            List<Long> sorted = micros.subList(100, 300).stream().sorted().toList();
            // on a machine that is busy some take longer; were they looked for from time to time, nearly all would
            assertThat(sorted.get(50)).as("the first quarter of %s", sorted).isLessThan(100_000);
            System.getLogger("figures")
                    .log(
                            System.Logger.Level.INFO,
                            "begin of a transaction to event: median " + sorted.get(100) + " µs, p99 " + sorted.get(198)
                                    + " µs");
        }
    }
}
