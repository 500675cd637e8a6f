package wales.rhannu.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import wales.rhannu.engines.FreePorts;
import wales.rhannu.gateway.Backend;

/** A service with two instances, behind the gateway. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.profiles.active=test",
            "rhannu.limits.requests-per-second=100000",
            "rhannu.limits.burst=100000",
            "rhannu.circuit.open-for=1s",
            // a machine that is busy makes no instance look as if it were out
            "rhannu.status.timeout=20s"
        })
class SeveralInstancesIT {

    private static final int firstPort = FreePorts.next();
    private static final int secondPort = FreePorts.next();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @LocalServerPort
    private int port;

    private Backend first = new Backend(firstPort);
    private Backend second = new Backend(secondPort);

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add(
                "rhannu.services.membership",
                () -> "http://localhost:" + firstPort + ", http://localhost:" + secondPort);
    }

    @BeforeEach
    void bothWork() {
        awaitUp(2);
        await("the circuit to be closed")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        send(to("/api/v1/members")).statusCode() == 200 && status().contains("\"circuit\":\"closed\""));
        first.asked.set(0);
        second.asked.set(0);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private void awaitUp(int up) {
        await(up + " of 2 to be in").atMost(Duration.ofSeconds(60)).until(() -> status().contains(
                        "\"instances\":{\"up\":" + up + ",\"of\":2}"));
    }

    private String status() throws Exception {
        String status = send(to("/api/v1/status")).body();
        return status.substring(status.indexOf("\"membership\":"));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + UUID.randomUUID());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private void allPass(int requests) throws Exception {
        for (int i = 0; i < requests; i++) {
            assertThat(send(to("/api/v1/members")).statusCode()).isEqualTo(200);
            var posted = send(to("/api/v1/members").POST(BodyPublishers.ofString("x".repeat(100_000))));
            assertThat(posted.statusCode()).isEqualTo(200);
            assertThat(posted.body()).contains("size 100000\n");
        }
    }

    @Test
    void requestsGoToTheInstancesInTurn() throws Exception {
        allPass(10);
        assertThat(first.asked).hasValue(10);
        assertThat(second.asked).hasValue(10);
    }

    @Test
    void anInstanceThatIsGoneGetsNothingUntilItIsBack() throws Exception {
        first.close();
        awaitUp(1);
        assertThat(status()).contains("\"state\":\"up\",\"circuit\":\"closed\"");
        allPass(10);
        assertThat(second.asked.get()).isGreaterThanOrEqualTo(20);
        first = new Backend(firstPort);
        awaitUp(2);
        allPass(2);
        assertThat(first.asked.get()).isPositive();
    }

    @Test
    void writesThatWereInFlightAreNotRepeatedAndDoNotShutTheServiceOff() throws Exception {
        var inFlight = inFlight(40, "POST");
        int lost = first.waiting.get();
        assertThat(lost).isBetween(15, 25);
        first.close();
        await("those of the first to have their answer")
                .atMost(Duration.ofSeconds(30))
                .until(() -> inFlight.stream().filter(CompletableFuture::isDone).count() >= lost);
        for (var answer : inFlight) {
            if (answer.isDone()) {
                assertThat(answer.get().statusCode()).isEqualTo(503);
            }
        }
        assertThat(second.waiting).hasValue(40 - lost);
        awaitUp(1);
        assertThat(status()).contains("\"circuit\":\"closed\"");
        allPass(5);
    }

    @Test
    void readsThatWereInFlightAreAnsweredByAnother() throws Exception {
        var inFlight = inFlight(20, "GET");
        assertThat(first.waiting.get()).isPositive();
        first.close();
        await("all to be with the second").atMost(Duration.ofSeconds(30)).until(() -> second.waiting.get() == 20);
        second.slowAnswers.countDown();
        for (var answer : inFlight) {
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    private List<CompletableFuture<HttpResponse<String>>> inFlight(int requests, String method) {
        List<CompletableFuture<HttpResponse<String>>> inFlight = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            inFlight.add(client.sendAsync(
                    to("/api/v1/members/slow")
                            .method(method, BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString()));
        }
        await("all to be in flight")
                .atMost(Duration.ofSeconds(30))
                .until(() -> first.waiting.get() + second.waiting.get() == requests);
        return inFlight;
    }

    @Test
    void anInstanceThatIsNotReadyGetsNothing() throws Exception {
        first.ready = false;
        awaitUp(1);
        int before = first.asked.get();
        allPass(5);
        assertThat(first.asked).hasValue(before);
        first.ready = true;
        awaitUp(2);
        allPass(2);
        assertThat(first.asked.get()).isGreaterThan(before);
    }

    @Test
    void whenNeitherIsThereTheServiceIsLeftAloneUntilOneIsBack() throws Exception {
        first.close();
        second.close();
        await("the circuit to open").atMost(Duration.ofSeconds(60)).until(() -> {
            assertThat(send(to("/api/v1/members")).statusCode()).isEqualTo(503);
            return status().contains("\"state\":\"down\",\"circuit\":\"open\"");
        });
        second = new Backend(secondPort);
        await("the service to be back")
                .atMost(Duration.ofSeconds(60))
                .until(() -> send(to("/api/v1/members")).statusCode() == 200);
        allPass(5);
    }
}
