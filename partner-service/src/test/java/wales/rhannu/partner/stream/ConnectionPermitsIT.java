package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import wales.rhannu.partner.stream.Partner.Following;
import wales.rhannu.starter.test.TestTokens;

/** How many may be here at the same time, and of one client. */
class ConnectionPermitsIT extends SmallLimitsService {

    private static final String OTHER = "203.0.113.2";

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
}
