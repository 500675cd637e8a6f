package wales.rhannu.walkthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Follows docs/new-service.md on a copy of the checkout outside it, and looks at what comes out. */
class NewServiceIT {

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    /** Those that walk-through's pom.xml names. */
    private static final List<String> BUILT = List.of(
            "embedded-engines",
            "service-starter",
            "service-starter-test",
            "contracts",
            "gateway",
            "monitoring",
            "quickstart");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Page page;

    @SuppressWarnings("NullAway.Init")
    private static CheckoutCopy copy;

    @BeforeAll
    static void everyStepCanBeFollowed() throws Exception {
        String maven = System.getProperty("maven.home", "");
        if (!Files.exists(Path.of(maven, "bin", "mvn"))) {
            String skipped = "Skipped: docs/new-service.md is not followed, because there is no Maven at maven.home";
            System.out.println(skipped);
            Assumptions.abort(skipped);
        }
        page = Page.of(Files.readString(CHECKOUT.resolve("docs/new-service.md")));
        assertThat(page.steps()).hasSize(10);
        copy = CheckoutCopy.of(CHECKOUT, folder, BUILT, Path.of(maven), Path.of(System.getProperty("maven.repo", "")));
        for (Page.Step step : page.steps()) {
            long begun = System.nanoTime();
            assertThat(step.blocks()).as(step.title()).isNotEmpty();
            for (Block block : step.blocks()) {
                copy.follow(block);
            }
            System.out.printf("%s: %.1f s%n", step.title(), (System.nanoTime() - begun) / 1e9);
        }
    }

    @Test
    void nothingOfTheServiceThatWasCopiedIsLeft() throws IOException {
        try (Stream<Path> files = Files.walk(copy.root().resolve("guidance-service"))) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList()) {
                assertThat(file + "\n" + Files.readString(file))
                        .doesNotContainIgnoringCase("feedback")
                        .doesNotContainIgnoringCase("ranking");
            }
        }
    }

    /** One of the steps formats the code of the copy. */
    @Test
    void whatThePageShowsIsFormatted() throws IOException {
        for (Page.Step step : page.steps()) {
            for (Block block : step.blocks()) {
                if (block instanceof Block.WholeFile file) {
                    assertThat(copy.text(file.path())).isEqualTo(file.text());
                }
            }
        }
    }

    @Test
    void itsTestsWereRun() throws IOException {
        for (String report : List.of(
                "surefire-reports/TEST-wales.rhannu.guidance.ArchitectureTests.xml",
                "surefire-reports/TEST-wales.rhannu.guidance.guideline.GuidelineTests.xml",
                "failsafe-reports/TEST-wales.rhannu.guidance.guideline.GuidelineIT.xml")) {
            assertThat(copy.text("guidance-service/target/" + report))
                    .contains("<testcase ")
                    .doesNotContain("<failure", "<error", "<skipped");
        }
    }

    @Test
    void itsTopicsAreInTheDocumentForSubscribers() throws IOException {
        assertThat(copy.text("contracts/target/classes/contracts/asyncapi.json"))
                .contains("\"guidance.guidelines\"", "\"guidance.guidelines.internal\"", "guideline-issued");
    }

    @Test
    void operatorsHaveItsDashboard() throws IOException {
        assertThat(copy.text("monitoring/dashboards/guidance-service.json")).contains("job=\\\"guidance-service\\\"");
    }

    @Test
    void theLauncherStartsIt() throws Exception {
        JsonNode status = JsonMapper.shared().readTree(copy.run("./rhannu", "status", "--json"));
        assertThat(status.path("processes")
                        .path("guidance-service")
                        .path("port")
                        .asInt())
                .isEqualTo(8086);
    }

    @Test
    void theGatewayRoutesToItAndTellsOfIt() throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            byte[] path = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, path.length);
            exchange.getResponseBody().write(path);
            exchange.close();
        });
        service.start();
        int port = freePort();
        Process gateway = copy.start(
                copy.root().resolve("gateway/target/gateway.jar"),
                List.of(
                        "--server.address=127.0.0.1",
                        "--server.port=" + port,
                        "--rhannu.security.issuer=http://127.0.0.1:" + port,
                        "--rhannu.services.guidance=http://localhost:"
                                + service.getAddress().getPort()));
        try {
            await("the gateway")
                    .atMost(Duration.ofMinutes(3))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(JsonMapper.shared()
                                    .readTree(get(port, "/api/v1/status"))
                                    .path("services")
                                    .path("guidance")
                                    .path("state")
                                    .asString())
                            .isEqualTo("up"));
            for (String path :
                    List.of("/api/v1/guidelines", "/api/v1/guidelines/g-1", "/api/v1/operations/guidance/status")) {
                assertThat(get(port, path)).isEqualTo(path);
            }
        } finally {
            CheckoutCopy.end(gateway);
            service.stop(0);
        }
    }

    private static String get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /** Below those an outgoing connection may be given, which could take it before the gateway does. */
    private static int freePort() throws IOException {
        for (int port = 27_000; ; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                if (port == 27_999) {
                    throw e;
                }
            }
        }
    }
}
