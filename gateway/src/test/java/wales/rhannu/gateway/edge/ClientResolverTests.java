package wales.rhannu.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.util.unit.DataSize;
import wales.rhannu.gateway.GatewaySettings;

class ClientResolverTests {

    private final ClientResolver clients = new ClientResolver(settings());

    /** Trusts proxies at 10.0.0.0/24. */
    static GatewaySettings settings(String... hosts) {
        return new GatewaySettings(
                Map.of(),
                Map.of(),
                List.of(hosts),
                "10\\.0\\.0\\.\\d+",
                new GatewaySettings.Limits(
                        1, 1, 1, 1, DataSize.ofBytes(1), DataSize.ofBytes(1), DataSize.ofBytes(1), Duration.ZERO),
                new GatewaySettings.Circuit(1, 1, 50, Duration.ofSeconds(1)),
                new GatewaySettings.Status(Duration.ofSeconds(1)));
    }

    private static ServerHttpRequest from(String peer) {
        return MockServerHttpRequest.get("http://gateway:8080/")
                .remoteAddress(new InetSocketAddress(peer, 4000))
                .header("Host", "gateway:8080")
                .header("X-Forwarded-For", "6.6.6.6, 203.0.113.7, 10.0.0.2")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "rhannu.wales")
                .build();
    }

    @Test
    void aTrustedProxyIsBelievedUpToTheFirstStranger() {
        var headers = new HttpHeaders();
        clients.forward(from("10.0.0.1"), headers::set);
        assertThat(headers.toSingleValueMap())
                .containsOnly(
                        Map.entry("X-Forwarded-For", "203.0.113.7"),
                        Map.entry("X-Forwarded-Proto", "https"),
                        Map.entry("X-Forwarded-Port", "443"),
                        Map.entry("X-Forwarded-Host", "rhannu.wales"));
    }

    @Test
    void whatOtherHeadersSayOfTheClientDoesNotCount() {
        assertThat(ClientResolver.speaksOfClient("x-forwarded-prefix")).isTrue();
        assertThat(ClientResolver.speaksOfClient("forwarded")).isTrue();
        assertThat(ClientResolver.speaksOfClient("Accept")).isFalse();
    }

    @Test
    void anyoneElseIsNot() {
        assertThat(clients.address(from("198.51.100.1"))).isEqualTo("198.51.100.1");
        assertThat(clients.secure(from("198.51.100.1"))).isFalse();
    }
}
