package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import wales.rhannu.partner.stream.Partner.Answer;
import wales.rhannu.partner.stream.Partner.Following;
import wales.rhannu.starter.test.Engines;
import wales.rhannu.starter.test.PlatformTest;
import wales.rhannu.starter.test.TestTokens;

/** How many may be here, and how much may be held for them. */
@PlatformTest(topics = {"membership.members.internal", "tests.limits", "tests.behind", "tests.large"})
@TestPropertySource(
        properties = {
            "rhannu.streams.subscribers=10",
            "rhannu.streams.pages=4",
            "rhannu.streams.per-client=6",
            "rhannu.streams.shared-events=20",
            "rhannu.streams.read-bytes=300KB",
            "rhannu.streams.page-bytes=300KB",
            "rhannu.streams.heartbeat=2s",
            "rhannu.streams.stall=30s"
        })
@Timeout(90)
class LimitsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ONE = "203.0.113.1";
    private static final String OTHER = "203.0.113.2";
    private static final long BUDGET = 300 << 10;

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
        for (String topic : List.of("tests.limits", "tests.behind", "tests.large")) {
            await().atMost(PATIENCE).until(() -> streams.of(topic).log() != null);
        }
    }

    private static Publisher publisher(String topic) {
        return new Publisher(topic, Engines.running().bootstrapServers());
    }

    private List<Following> followAs(String address, int many) {
        List<Following> followings = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            followings.add(partner.follow("tests.limits", "from=end", "X-Forwarded-For", address));
        }
        await().atMost(PATIENCE).until(() -> followings.stream().allMatch(it -> it.cursorsAlone.size() == 1));
        return followings;
    }

    private HttpResponse<String> refused(String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Accept", "text/event-stream"));
        return partner.raw("/api/v1/streams/tests.limits/events", all.toArray(String[]::new));
    }

    private void awaitNobody() {
        await().atMost(PATIENCE).until(() -> taken() == 0);
    }

    private double taken() {
        return meters.get("rhannu.stream.places").tag("state", "taken").gauge().value();
    }

    private double refusals(String why) {
        return meters.get("rhannu.stream.refused").tag("why", why).counter().count();
    }

    @Test
    void oneClientHasSoManyPlacesAndLeavesOthersTheirs() {
        double before = refusals("client");
        List<Following> all = new ArrayList<>(followAs(ONE, 6));
        try {
            var stream = refused("X-Forwarded-For", ONE);
            assertThat(stream.statusCode()).isEqualTo(429);
            assertThat(stream.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isPositive();
            assertThat(stream.body()).contains("too-many-of-one-client", "Too many at the same time");
            assertThat(refused("X-Forwarded-For", ONE, "Accept-Language", "cy").body())
                    .contains("Gormod ar yr un pryd");
            for (String query : List.of("limit=1", "from=end&wait=1")) {
                assertThat(partner.raw("/api/v1/streams/tests.limits/events?" + query, "X-Forwarded-For", ONE)
                                .statusCode())
                        .as(query)
                        .isEqualTo(429);
            }
            assertThat(refusals("client") - before).isEqualTo(4);

            // whoever has a token is that client, wherever it comes from
            String token = "Bearer " + TestTokens.program("a-partner").token();
            try (Following named =
                    partner.follow("tests.limits", "from=end", "X-Forwarded-For", ONE, "Authorization", token)) {
                await().atMost(PATIENCE).until(() -> named.cursorsAlone.size() == 1);
            }
            all.addAll(followAs(OTHER, 3));

            all.get(0).close();
            await().atMost(PATIENCE).until(() -> all.addAll(tryToFollow(ONE)));
        } finally {
            all.forEach(Following::close);
        }
        awaitNobody();
    }

    /** As soon as the service has noticed that there is room. */
    private List<Following> tryToFollow(String address) {
        Following following = partner.follow("tests.limits", "from=end", "X-Forwarded-For", address);
        HttpResponse<Void> response = following.response.isDone() ? following.response.join() : null;
        await().atMost(PATIENCE).until(() -> following.ended || following.cursorsAlone.size() == 1);
        assertThat(response == null || response.statusCode() == 200 || response.statusCode() == 429)
                .isTrue();
        return following.cursorsAlone.isEmpty() ? List.of() : List.of(following);
    }

    @Test
    void whoIsTooManyIsRefusedAndWhoIsInGoesOn() {
        List<Following> all = new ArrayList<>(followAs(ONE, 5));
        all.addAll(followAs(OTHER, 5));
        try (Publisher publisher = publisher("tests.limits")) {
            for (int i = 0; i < 20; i++) {
                publisher.publish(10, 5, "x".repeat(2_000));
                var refused = refused("X-Forwarded-For", "203.0.113.3");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0))
                        .isPositive();
                assertThat(refused.body()).contains("too-many-subscribers");
            }
            await().atMost(PATIENCE).until(() -> all.stream().allMatch(it -> it.events.size() == 200));
            assertThat(all).allSatisfy(each -> assertThat(each.ids())
                    .containsExactlyInAnyOrderElementsOf(publisher.published()));
        } finally {
            all.forEach(Following::close);
        }
        awaitNobody();
    }

    /** Before the service writes to them the next time: after a restart of what is in between, all come back at once. */
    @Test
    void whoHasLeftHoldsNoPlace() throws Exception {
        for (int round = 0; round < 3; round++) {
            List<Socket> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(connected(i < 5 ? ONE : OTHER));
            }
            for (Socket each : all) {
                each.close();
            }
        }
        awaitNobody();
    }

    private Socket connected(String address) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        ask(socket, "tests.limits/events?from=end", address);
        byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
        assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        return socket;
    }

    private static void ask(Socket socket, String events, String address) throws IOException {
        socket.getOutputStream()
                .write(("GET /api/v1/streams/" + events + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + address
                                + "\r\nAccept: text/event-stream\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatIsReadForThoseWhoAreBehindIsBounded() {
        AtomicLong most = new AtomicLong();
        List<Following> all = new ArrayList<>();
        try (Publisher publisher = publisher("tests.behind")) {
            for (int i = 0; i < 10; i++) {
                publisher.publish(100, 100, "x".repeat(2_000));
            }
            for (int i = 0; i < 10; i++) {
                all.add(partner.follow("tests.behind", "", "X-Forwarded-For", "203.0.113." + (10 + i)));
            }
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                most.accumulateAndGet(reads.held(), Math::max);
                return all.stream().allMatch(it -> it.events.size() >= 1_000);
            });
            await().atMost(PATIENCE).until(() -> all.stream()
                    .allMatch(it -> Set.copyOf(it.ids()).containsAll(publisher.published())));
            assertThat(most.get()).isPositive().isLessThanOrEqualTo(BUDGET);
            assertThat(all).allSatisfy(each -> assertThat(each.ids()).doesNotHaveDuplicates());
        } finally {
            all.forEach(Following::close);
        }
        awaitNobody();
        await().atMost(PATIENCE).until(() -> reads.held() == 0);
    }

    @Test
    void readersThatTakeNothingHoldUpNoReadOfOthers() throws Exception {
        List<Socket> stuck = new ArrayList<>();
        try (Publisher publisher = publisher("tests.behind")) {
            for (int i = 0; i < 10; i++) {
                publisher.publish(100, 100, "y".repeat(2_000));
            }
            for (int i = 0; i < 8; i++) {
                stuck.add(stuck("tests.behind/events", "203.0.113." + (30 + i)));
            }
            await().atMost(PATIENCE).until(() -> taken() == 8);
            try (Following good = partner.follow("tests.behind", "", "X-Forwarded-For", ONE)) {
                await().atMost(PATIENCE).until(() -> Set.copyOf(good.ids()).containsAll(publisher.published()));
                assertThat(good.ids()).doesNotHaveDuplicates();
            }
            // a page needs room as well
            assertThat(partner.page("tests.behind", "limit=1000").ids()).isNotEmpty();
            assertThat(reads.heldByPages()).isLessThanOrEqualTo(BUDGET);
        } finally {
            for (Socket each : stuck) {
                each.close();
            }
        }
    }

    private Socket stuck(String events, String address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ask(socket, events, address);
        return socket;
    }

    @Test
    void aWaitingPageIsNoLargerThanAPageAndIsCountedAmongWhatIsHeld() throws Exception {
        String after = partner.page("tests.limits", "from=end").cursor();
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        try (Publisher publisher = publisher("tests.limits")) {
            for (int i = 0; i < 6; i++) {
                waiting.add(partner.getLater("/api/v1/streams/tests.limits/events?wait=30&after=" + after));
            }
            await().atMost(PATIENCE).until(() -> taken() == 6);
            // more than half of the budget: a page after the other has room
            publisher.publish(1, 1, "z".repeat(200_000));
            for (CompletableFuture<Answer> each : waiting) {
                assertThat(each.get(30, TimeUnit.SECONDS).ids()).containsExactlyElementsOf(publisher.published());
            }
        }
        await().atMost(PATIENCE).until(() -> reads.heldByPages() == 0);
        awaitNobody();
    }

    @Test
    void pagesThatNobodyTakesLeaveFollowersTheirRoom() throws Exception {
        try (Publisher publisher = publisher("tests.behind")) {
            publisher.publish(100, 100, "v".repeat(2_000));
            ReadBudget.Share all = Objects.requireNonNull(reads.tryTakeForPage(BUDGET));
            CompletableFuture<Answer> page;
            try {
                page = partner.getLater("/api/v1/streams/tests.behind/events?limit=1000");
                await().atMost(PATIENCE).until(() -> reads.waiting() == 1);
                try (Following good = partner.follow("tests.behind", "", "X-Forwarded-For", ONE)) {
                    await().atMost(PATIENCE).until(() -> Set.copyOf(good.ids()).containsAll(publisher.published()));
                }
                assertThat(page).isNotDone();
            } finally {
                all.release();
            }
            assertThat(page.get(30, TimeUnit.SECONDS).ids()).isNotEmpty();
        }
        awaitNobody();
    }

    @Test
    void whoTakesNothingOfALargeEventIsCountedForItAndEndedWhenOthersWaitForRoom() throws Exception {
        AtomicLong most = new AtomicLong();
        List<Socket> stuck = new ArrayList<>();
        int size = 600_000;
        try (Publisher publisher = publisher("tests.large")) {
            for (int i = 0; i < 10; i++) {
                publisher.publish(1, 1, "w".repeat(size));
            }
            publisher.publish(30, 30, "w"); // so many that those before are not shared any more
            for (int i = 0; i < 3; i++) {
                stuck.add(stuck("tests.large/events", "203.0.113." + (50 + i)));
            }
            await().atMost(PATIENCE).until(() -> reads.held() > 0 && reads.waiting() > 0);
            try (Following good = partner.follow("tests.large", "", "X-Forwarded-For", ONE)) {
                await().atMost(PATIENCE.multipliedBy(2))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> {
                            most.accumulateAndGet(reads.held(), Math::max);
                            return Set.copyOf(good.ids()).containsAll(publisher.published());
                        });
            }
            // two are read at once, since what comes is known only then, and there is no room for a third
            assertThat(most.get()).isBetween((long) size, 2 * size + BUDGET);
        } finally {
            for (Socket each : stuck) {
                each.close();
            }
        }
        awaitNobody();
        await().atMost(PATIENCE).until(() -> reads.held() == 0);
    }
}
