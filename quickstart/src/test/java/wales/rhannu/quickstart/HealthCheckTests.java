package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import wales.rhannu.engines.EmbeddedMongo;

class HealthCheckTests {

    private static final ManagedProcess DATABASE = ManagedProcess.named("mongodb");

    @Test
    void aDatabaseThatAnswersIsReady() {
        try (EmbeddedMongo mongo = EmbeddedMongo.inMemory()) {
            awaitReady(DATABASE, URI.create(mongo.uri("test")).getPort());
        }
    }

    /** An answer that takes more than two seconds is none: a machine that is busy may need another. */
    private static void awaitReady(ManagedProcess part, int port) {
        await().atMost(Duration.ofSeconds(60)).until(() -> HealthCheck.isReady(part, port));
    }

    @Test
    void aDatabaseThatTakesNoMoreIsFull() throws Exception {
        assertThat(ofADatabaseThatSays("{ok: 0, code: 14031, codeName: OutOfDiskSpace, errmsg: full}"))
                .isEqualTo(HealthCheck.Answer.FULL);
        assertThat(ofADatabaseThatSays("{ok: 0, errmsg: Unknown error: This store is closed}"))
                .isEqualTo(HealthCheck.Answer.NONE);
    }

    private static HealthCheck.Answer ofADatabaseThatSays(String reply) throws Exception {
        byte[] text = reply.getBytes(StandardCharsets.UTF_8);
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<HealthCheck.Answer> health =
                    CompletableFuture.supplyAsync(() -> HealthCheck.of(DATABASE, server.getLocalPort()));
            try (Socket client = server.accept()) {
                client.getOutputStream()
                        .write(ByteBuffer.allocate(Integer.BYTES + text.length)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putInt(Integer.BYTES + text.length)
                                .put(text)
                                .array());
                return health.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aPortThatIsOpenButSilentIsNotReady() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertThat(HealthCheck.isReady(DATABASE, silent.getLocalPort())).isFalse();
            assertThat(HealthCheck.isReady(ManagedProcess.named("kafka"), silent.getLocalPort()))
                    .isFalse();
            assertThat(HealthCheck.isReady(ManagedProcess.named("gateway"), silent.getLocalPort()))
                    .isFalse();
        }
    }

    @Test
    void aServiceIsReadyWhenItSaysSo() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        int[] status = {503};
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(status[0], -1);
            exchange.close();
        });
        server.start();
        try {
            int port = server.getAddress().getPort();
            assertThat(HealthCheck.isReady(ManagedProcess.named("gateway"), port))
                    .isFalse();
            status[0] = 200;
            awaitReady(ManagedProcess.named("gateway"), port);
        } finally {
            server.stop(0);
        }
    }
}
