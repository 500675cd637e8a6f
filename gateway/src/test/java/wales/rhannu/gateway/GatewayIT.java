package wales.rhannu.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import wales.rhannu.engines.FreePorts;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.profiles.active=test",
            "rhannu.limits.requests-per-second=1",
            "rhannu.limits.burst=20",
            "rhannu.limits.address-factor=1000",
            "rhannu.circuit.open-for=1s",
            "spring.cloud.gateway.server.webflux.httpclient.response-timeout=4s"
        })
class GatewayIT {

    private static final Backend backend = new Backend(0);
    private static final int closedPort = FreePorts.next();
    private static final int confusedPort = FreePorts.next();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @LocalServerPort
    private int port;

    @Autowired
    private MeterRegistry meters;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("rhannu.services.membership", () -> "http://localhost:" + backend.port());
        registry.add("rhannu.services.partner", () -> "http://localhost:" + backend.port());
        registry.add("rhannu.services.confused", () -> "http://localhost:" + confusedPort);
        registry.add("rhannu.services.casestudy", () -> "http://localhost:" + closedPort);
    }

    @AfterAll
    static void stop() {
        backend.close();
    }

    /** Each request is another client's, unless a test says otherwise. */
    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + UUID.randomUUID());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void aPathGoesToItsServiceUnchangedWithTheSecurityHeaders() throws Exception {
        var answer = send(to("/api/v1/members/me?q=a%20b"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("GET /api/v1/members/me?q=a%20b\n")
                .containsPattern("traceparent: 00-[0-9a-f]{32}-");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(send(to("/api/v1/operations/partner/dead-letters")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatAClientSaysOfItselfIsReplaced() throws Exception {
        var answer = send(to("/api/v1/members")
                .header("X-Forwarded-For", "6.6.6.6")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Prefix", "/evil")
                .header("Forwarded", "for=6.6.6.6")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        assertThat(answer.body())
                .doesNotContain("6.6.6.6", "evil")
                .containsPattern("x-forwarded-for: (127.0.0.1|0:0:0:0:0:0:0:1)\n")
                .contains("x-forwarded-host: localhost:" + port + "\n", "x-forwarded-proto: http\n")
                .containsPattern(
                        "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01");
    }

    @Test
    void anUnknownPathIsAProblemInTheLanguageAskedFor() throws Exception {
        var english = send(to("/nothing/here"));
        assertThat(english.statusCode()).isEqualTo(404);
        assertThat(english.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(english.body()).contains("https://rhannu.wales/problems/not-found", "There is nothing");
        var welsh = send(to("/nothing/here").header("Accept-Language", "cy-GB, en;q=0.5"));
        assertThat(welsh.body()).contains("Nid oes dim");
        assertThat(send(to("/api/v1/status").method("DELETE", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void aBrowserIsShownWhatIsWrongInBothLanguagesByAPageThatLoadsNothing() throws Exception {
        var page = send(to("/nothing/here").header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'; style-src 'sha256-");
        assertThat(page.body())
                .contains("<h1>Nid oes dim yn y cyfeiriad hwn</h1>", "<h2>There is nothing at this address</h2>")
                .doesNotContain("{{", "src=", "<link");
        var api = send(to("/api/v1/status").header("Accept", "text/html").method("DELETE", BodyPublishers.noBody()));
        assertThat(api.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void aClientThatAsksTooOftenIsToldWhenToComeBack() throws Exception {
        var last = send(to("/api/v1/members").setHeader("Authorization", "Bearer greedy"));
        // one more is let through each second, which may be any of them
        for (int i = 0; i < 100 && last.statusCode() == 200; i++) {
            last = send(to("/api/v1/members").setHeader("Authorization", "Bearer greedy"));
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        assertThat(last.body()).contains("problems/too-many-requests");
        assertThat(send(to("/api/v1/members")).statusCode()).isEqualTo(200);
    }

    @Test
    void aClosedPortIsAProblemUntilTheServiceIsBack() throws Exception {
        for (int i = 0; i < 12; i++) {
            var answer = send(to("/api/v1/case-studies"));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isPositive();
            assertThat(answer.body()).contains("problems/unavailable");
        }
        // it is tried again after a second, and left alone again
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(send(to("/api/v1/case-studies")).statusCode()).isEqualTo(503);
            assertThat(send(to("/api/v1/status")).body())
                    .contains("\"casestudy\":{\"state\":\"down\",\"circuit\":\"open\"}");
            assertThat(isLeftAlone("casestudy")).isEqualTo(1);
        });
        assertThat(isLeftAlone("membership")).isZero();
        try (var back = new Backend(closedPort)) {
            assertThat(back.port()).isEqualTo(closedPort);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            send(to("/api/v1/case-studies")).statusCode())
                    .isEqualTo(200));
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(send(to("/api/v1/case-studies")).statusCode()).isEqualTo(200);
                assertThat(send(to("/api/v1/status")).body())
                        .contains("\"casestudy\":{\"state\":\"up\",\"circuit\":\"closed\"}");
            });
            assertThat(isLeftAlone("casestudy")).isZero();
        }
    }

    private double isLeftAlone(String service) {
        return meters.get("rhannu.circuit.open").tag("service", service).gauge().value();
    }

    @Test
    void aSlowServiceIsAProblem() throws Exception {
        var answer = send(to("/api/v1/members/slow"));
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("problems/timed-out");
    }

    @Test
    void aServiceThatSpeaksNoHttpIsAProblem() throws Exception {
        try (var confused = new ServerSocket(confusedPort, 5, InetAddress.getLoopbackAddress())) {
            var answering = CompletableFuture.runAsync(() -> {
                try (var socket = confused.accept()) {
                    assertThat(socket.getInputStream().read()).isPositive();
                    socket.getOutputStream().write("nonsense\r\n\r\n".getBytes(UTF_8));
                } catch (java.io.IOException gone) {
                    throw new java.io.UncheckedIOException(gone);
                }
            });
            var answer = send(to("/api/v1/operations/confused/x"));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("problems/unavailable");
            answering.join();
        }
    }

    @Test
    void aLargeBodyGetsItsAnswerInBothForms() throws Exception {
        byte[] large = new byte[10 * 1024 * 1024];
        for (BodyPublisher body : new BodyPublisher[] {
            BodyPublishers.ofByteArray(large), BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))
        }) {
            var answer = send(to("/api/v1/members").POST(body));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.body()).contains("problems/too-large");
        }
    }

    @Test
    void anOrdinaryBodyPassesInBothForms() throws Exception {
        byte[] fine = new byte[1024 * 1024];
        assertThat(send(to("/api/v1/members").POST(BodyPublishers.ofByteArray(fine)))
                        .body())
                .contains("size 1048576\n");
        assertThat(send(to("/api/v1/members").POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(fine))))
                        .body())
                .contains("size 1048576\n");
    }

    @Test
    void aStreamPassesMessageByMessageAndMayBeSilentForLong() throws Exception {
        var answer = client.send(to("/api/v1/streams/t/events").build(), BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("data: one");
            // longer than the response timeout of other paths
            long start = System.nanoTime();
            await().atMost(Duration.ofSeconds(60)).until(() -> System.nanoTime() - start > 4_500_000_000L);
            backend.secondMessage.countDown();
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).isEqualTo("data: two");
        }
    }

    @Test
    void aStreamIsOneRequestHoweverMuchItBrings() throws Exception {
        String token = "Bearer " + UUID.randomUUID();
        var answer = client.send(
                to("/api/v1/streams/many/events")
                        .setHeader("Authorization", token)
                        .build(),
                BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            for (int i = 0; i < 100; i++) {
                assertThat(lines.readLine()).isEqualTo("data: " + i);
                assertThat(lines.readLine()).isEmpty();
            }
            for (int i = 0; i < 19; i++) {
                assertThat(send(to("/api/v1/members").setHeader("Authorization", token))
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void aServiceLearnsThatItsReaderIsGone() throws Exception {
        var answer = client.send(to("/api/v1/streams/many/events").build(), BodyHandlers.ofInputStream());
        assertThat(answer.body().read()).isEqualTo('d');
        int gone = backend.gone.get();
        answer.body().close();

        await().atMost(Duration.ofSeconds(60)).until(() -> backend.gone.get() > gone);
    }

    @Test
    void aTraceThatNoOneBeganBeginsHereAndABrokenOneIsNotPassedOn() throws Exception {
        var answer =
                send(to("/api/v1/members").header("traceparent", "00-nonsense").header("tracestate", "a=b"));
        assertThat(answer.body())
                .containsPattern("traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\n")
                .doesNotContain("tracestate", "nonsense");
    }

    @Test
    void theFrontPageSaysInBothLanguagesWhereToGo() throws Exception {
        var answer = send(to("/"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(answer.body())
                .contains("lang=\"cy\"", "lang=\"en\"", "/developers", "/api/v1/status", "/api/v1/case-studies")
                .doesNotContain("<script", "style=", "<style");
        assertThat(send(to("/rhannu.css")).headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/css");
    }

    @Test
    void developersFindEveryServicesDescription() throws Exception {
        var page = send(to("/developers"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "/api/v1/openapi/membership",
                        "/api/v1/openapi/casestudy",
                        "/api/v1/openapi/partner",
                        "/developers/swagger-ui-bundle.js");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self';")
                .doesNotContain("unsafe-eval", "script-src 'self' 'unsafe-inline'");
        for (String file :
                List.of("swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "developers.js")) {
            var asset = send(to("/developers/" + file));
            assertThat(asset.statusCode()).as(file).isEqualTo(200);
            assertThat(asset.headers().firstValue("Content-Type").orElse(""))
                    .as(file)
                    .startsWith(file.endsWith("css") ? "text/css" : "text/javascript");
        }
        for (String other : List.of(
                "/developers/index.html",
                "/webjars/swagger-ui/index.html",
                "/developers/application.yml",
                "/index.html")) {
            assertThat(send(to(other)).statusCode()).as(other).isEqualTo(404);
        }
    }

    @Test
    void requestsAreCountedByServiceAndStatus() throws Exception {
        send(to("/api/v1/members"));
        send(to("/nothing/here"));
        // an answer is counted once it has been sent
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        send(to("/actuator/prometheus")).body())
                .containsPattern("http_server_requests_seconds_count\\{.*service=\"membership\".*status=\"200\"")
                .containsPattern("http_server_requests_seconds_count\\{.*service=\"gateway\".*status=\"404\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/members/%00 HTTP/1.1",
                "GET /api/v1/members/%zz HTTP/1.1",
                "GET /api/v1/members?q=%zz HTTP/1.1",
                "GET /api/v1/members/\u0000 HTTP/1.1",
                "GET /api/v1/members/../../actuator/health HTTP/1.1",
                "GET /api/v1/members/{x}|^ HTTP/1.1",
                "GET /api/v1/members?q=[]{}|\" HTTP/1.1",
                "GET //[ HTTP/1.1",
                "GET http://[bad/ HTTP/1.1",
                "TRACE /api/v1/members HTTP/1.1",
                "NONSENSE /api/v1/members HTTP/1.1",
            })
    void anOddRequestIsTheClientsFault(String line) throws Exception {
        try (var socket = new Socket(InetAddress.getByName("localhost"), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write((line + "\r\nHost: localhost\r\nAuthorization: Bearer " + UUID.randomUUID()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
            assertThat(answer).matches("HTTP/1.1 4\\d\\d.*");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing, HTTP/1.1, 'Host: evil.example', 421",
        "/api/v1/members, HTTP/1.1, 'Host: evil.example', 421",
        "/session/sign-in, HTTP/1.1, 'Host: evil.example', 421",
        "http://evil.example/api/v1/members, HTTP/1.1, 'Host: localhost', 421",
        "http://localhost/api/v1/members, HTTP/1.1, 'Host: evil.example', 200",
        "/api/v1/members, HTTP/1.1, 'X-Nothing: x', 400",
        "/api/v1/members, HTTP/1.1, 'Host: localhost\r\nHost: localhost', 400",
        "/api/v1/members, HTTP/1.1, 'Host: evil example', 400",
        "/api/v1/members, HTTP/1.1, 'Host: localhost:evil', 400",
        "/api/v1/members, HTTP/1.1, 'Host: [evil', 400",
        "/api/v1/members, HTTP/1.1, 'Host:', 400",
        "/api/v1/members, HTTP/1.0, 'X-Nothing: x', 200",
        "/api/v1/members, HTTP/1.1, 'Host: localhost\r\nX-Forwarded-Host: evil.example', 200",
        "/actuator/health/readiness, HTTP/1.1, 'Host: evil.example', 200",
        "/actuator, HTTP/1.1, 'Host: localhost', 404",
    })
    void aForeignHostIsRefusedAndNotSaidBack(String target, String version, String headers, int status)
            throws Exception {
        String answer = raw("GET " + target + " " + version, headers.replace("\\r\\n", "\r\n"));
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContain("evil");
        if (status == 421) {
            assertThat(answer).contains("application/problem+json", "problems/misdirected", "X-Content-Type-Options");
        }
    }

    static Stream<Arguments> whatTheServerCannotRead() {
        return Stream.of(
                Arguments.of("GET /api/v1/members?q=" + "a".repeat(20_000) + " HTTP/1.1", "Host: localhost", 414),
                Arguments.of("GET /api/v1/members HTTP/1.1", "Host: localhost\r\nX-A: " + "a".repeat(12_000), 431),
                Arguments.of("GET /api/v1/% HTTP/1.1", "Host: localhost", 400),
                Arguments.of("GET /api/v1/members?q=% HTTP/1.1", "Host: localhost", 400),
                Arguments.of("GET /api/v1/members?q=%zz HTTP/1.1", "Host: localhost\r\nAccept: text/html", 400),
                Arguments.of("GET", "Host: localhost", 400),
                Arguments.of("GET / HTTP/x", "Host: localhost", 400),
                Arguments.of("GET /api/v1/members HTTP/1.1", "Host: localhost\r\nContent-Length: x", 400));
    }

    @ParameterizedTest
    @MethodSource("whatTheServerCannotRead")
    void whatTheServerCannotReadIsAProblem(String line, String headers, int status) throws Exception {
        assertThat(raw(line, headers))
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("content-type: application/problem+json")
                .contains("\"type\":\"https://rhannu.wales/problems/", "\"status\":" + status + ",");
    }

    @Test
    void theStatusComesInOneFormatAndTakesNoParameters() throws Exception {
        var page = send(to("/api/v1/status").header("Accept", "text/html"));
        assertThat(page.statusCode()).isEqualTo(406);
        assertThat(page.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(page.body()).contains("problems/not-acceptable");
        var parameter = send(to("/api/v1/status?servce=partner").header("Accept-Language", "cy"));
        assertThat(parameter.statusCode()).isEqualTo(422);
        assertThat(parameter.body())
                .contains("\"parameter\":\"servce\"", "\"code\":\"no-parameters\"", "Nid oes paramedr o'r enw servce");
    }

    @Test
    void theTypeOfAProblemLeadsToAPageThatExplainsIt() throws Exception {
        var page = send(to("/problems/version-changed"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(page.body())
                .contains("<h1>Mae rhywun arall wedi ei newid</h1>", "<h2>Somebody else changed it</h2>", "412");
        assertThat(send(to("/problems/nothing")).statusCode()).isEqualTo(404);
    }

    @Test
    void aBrowserAtAForeignHostIsShownTheWayToThePlatform() throws Exception {
        assertThat(raw("GET / HTTP/1.1", "Host: evil.example\r\nAccept: text/html"))
                .startsWith("HTTP/1.1 421 ")
                .contains("href=\"http://localhost:8080/\"", "gyfeiriad arall", "another address");
    }

    @Test
    void whatIsForTheClientsConnectionAloneIsNotPassedOn() throws Exception {
        assertThat(raw(
                        "GET /api/v1/members HTTP/1.1",
                        "Host: localhost\r\nConnection: X-Mine\r\nX-Mine: 1\r\nTE: trailers"))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContain("x-mine", "\nte: ");
    }

    @Test
    void aPathWithEscapesGoesWhereItWouldWithoutThem() throws Exception {
        assertThat(send(to("/api/v1/%6dembers/me")).body()).startsWith("GET /api/v1/%6dembers/me\n");
    }

    @Test
    void signingInBeginsAtTheAddressThatItComesBackTo() throws Exception {
        assertThat(raw("GET /session/sign-in?then=/operations HTTP/1.1", "Host: 127.0.0.1"))
                .startsWith("HTTP/1.1 303 ")
                .containsIgnoringCase(
                        "location: http://localhost:8080/session/sign-in?moved=true&then=%2Foperations\r\n")
                .doesNotContainIgnoringCase("set-cookie");
        assertThat(raw("GET /session/sign-in?moved=true&then=/operations HTTP/1.1", "Host: 127.0.0.1"))
                .containsIgnoringCase("location: http://localhost:8080/oauth2/authorize?");
    }

    private String raw(String line, String headers) throws Exception {
        try (var socket = new Socket(InetAddress.getByName("localhost"), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((line + "\r\n" + headers + "\r\nAuthorization: Bearer " + UUID.randomUUID()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    @Test
    void healthAndMetricsAreServed() throws Exception {
        assertThat(send(to("/actuator/health/readiness")).statusCode()).isEqualTo(200);
        assertThat(send(to("/actuator/gateway/routes")).statusCode()).isEqualTo(404);
    }
}
