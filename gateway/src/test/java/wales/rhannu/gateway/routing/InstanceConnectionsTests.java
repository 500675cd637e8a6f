package wales.rhannu.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import wales.rhannu.engines.FreePorts;
import wales.rhannu.gateway.Backend;

class InstanceConnectionsTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Backend backend = new Backend(0);
    private final ConnectionProvider connections = ConnectionProvider.create("test", 10);

    @AfterEach
    void stop() {
        backend.close();
        connections.dispose();
    }

    private static URI at(int port) {
        return URI.create("http://localhost:" + port);
    }

    private HttpClient clientOf(RoundRobin rota) {
        return HttpClient.create(
                new InstanceConnections(connections, Map.of(rota.first().socket(), rota)));
    }

    private static int posted(HttpClient client, URI to, AtomicInteger begun) {
        Integer status = client.post()
                .uri(to.resolve("/api/v1/members"))
                .send(ByteBufFlux.fromString(Flux.defer(() -> {
                    begun.incrementAndGet();
                    return Flux.just("one", "two");
                })))
                .response()
                .map(answer -> answer.status().code())
                .block(PATIENCE);
        return status == null ? 0 : status;
    }

    @Test
    void aRequestWhoseConnectionIsRefusedGoesToTheNextInstanceWithItsBody() throws Exception {
        RoundRobin rota = new RoundRobin(List.of(at(FreePorts.next()), at(FreePorts.next()), at(backend.port())));
        var begun = new AtomicInteger();

        assertThat(posted(clientOf(rota), rota.first().address(), begun)).isEqualTo(200);

        assertThat(begun).hasValue(1);
        assertThat(backend.asked).hasValue(1);
        assertThat(rota.instances()).extracting(RoundRobin.Instance::isOut).containsExactly(true, true, false);
    }

    @Test
    void whenNoInstanceTakesAConnectionEachWasTriedAndThatIsSaid() throws Exception {
        RoundRobin rota = new RoundRobin(List.of(at(FreePorts.next()), at(FreePorts.next())));
        HttpClient client = clientOf(rota);

        for (int again = 0; again < 3; again++) {
            assertThatThrownBy(() -> posted(client, rota.first().address(), new AtomicInteger()))
                    .hasRootCauseInstanceOf(ConnectException.class);
        }

        assertThat(rota.in()).isZero();
    }

    @Test
    void anInstanceThatIsOutIsLeftAloneWhileAnotherIsIn() throws Exception {
        try (Backend other = new Backend(0)) {
            RoundRobin rota = new RoundRobin(List.of(at(other.port()), at(backend.port())));
            rota.first().set(true);
            HttpClient client = clientOf(rota);
            for (int i = 0; i < 4; i++) {
                assertThat(posted(client, rota.first().address(), new AtomicInteger()))
                        .isEqualTo(200);
            }
            assertThat(backend.asked).hasValue(4);
            rota.first().set(false);
            for (int i = 0; i < 4; i++) {
                assertThat(posted(client, rota.first().address(), new AtomicInteger()))
                        .isEqualTo(200);
            }
            assertThat(backend.asked).hasValue(6);
            assertThat(other.asked).hasValue(2);
        }
    }

    @Test
    void whatIsNoServiceWithSeveralIsCalledAsItIs() throws Exception {
        RoundRobin rota = new RoundRobin(List.of(at(FreePorts.next()), at(FreePorts.next())));
        assertThat(posted(clientOf(rota), at(backend.port()), new AtomicInteger()))
                .isEqualTo(200);
        assertThat(rota.in()).isEqualTo(2);
    }

    @Test
    void theInstancesOfAServiceHaveOneScheme() {
        assertThatThrownBy(() -> new RoundRobin(List.of(at(1), URI.create("https://localhost:2"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
