package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import wales.rhannu.engines.EmbeddedMongo;

class HealthTests {

    private static final Part DATABASE = Part.named("mongodb");

    @Test
    void aDatabaseThatAnswersIsReady() {
        try (EmbeddedMongo mongo = EmbeddedMongo.inMemory()) {
            assertThat(Health.isReady(DATABASE, URI.create(mongo.uri("test")).getPort()))
                    .isTrue();
        }
    }

    @Test
    void aPortThatIsOpenButSilentIsNotReady() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertThat(Health.isReady(DATABASE, silent.getLocalPort())).isFalse();
            assertThat(Health.isReady(Part.named("kafka"), silent.getLocalPort()))
                    .isFalse();
            assertThat(Health.isReady(Part.named("gateway"), silent.getLocalPort()))
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
            assertThat(Health.isReady(Part.named("gateway"), port)).isFalse();
            status[0] = 200;
            assertThat(Health.isReady(Part.named("gateway"), port)).isTrue();
        } finally {
            server.stop(0);
        }
    }
}
