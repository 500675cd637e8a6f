package wales.rhannu.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import wales.rhannu.gateway.GatewaySettings;
import wales.rhannu.gateway.problem.Problem;

class AllowedHostsTests {

    private static AllowedHosts at(String address, String... also) {
        GatewaySettings settings = ClientResolverTests.settings(also);
        return new AllowedHosts(settings, new ClientResolver(settings), URI.create(address));
    }

    private static ServerHttpRequest forwarded(String host) {
        return MockServerHttpRequest.get("/api/v1/status")
                .remoteAddress(new InetSocketAddress("10.0.0.1", 4000))
                .header("Host", "gateway:8080")
                .header("X-Forwarded-Host", host)
                .build();
    }

    private static @Nullable Problem said(AllowedHosts hosts, String host) {
        return hosts.refusal(List.of(host), host, true);
    }

    @Nested
    class OfThePlatform {

        private final AllowedHosts hosts =
                at("https://rhannu.wales", "www.rhannu.wales", "inner:8443", "t\u0177.wales");

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "rhannu.wales",
                    "Rhannu.WALES",
                    "rhannu.wales.",
                    "rhannu.wales:443",
                    "rhannu.wales:",
                    "www.rhannu.wales",
                    "www.rhannu.wales:80",
                    "www.rhannu.wales:443",
                    "inner:8443",
                    "xn--t-foa.wales"
                })
        void passAsTheyAreWritten(String host) {
            assertThat(said(hosts, host)).isNull();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "evil.example",
                    "rhannu.wales.evil.example",
                    "rhannu.wales:8080",
                    "rhannu.wales:80",
                    "inner",
                    "localhost:8080",
                    "127.0.0.1",
                    "rhannu.wales..",
                    "rhannu%2Ewales"
                })
        void areNoneElse(String host) {
            assertThat(said(hosts, host)).isEqualTo(Problem.MISDIRECTED);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    ".",
                    ":443",
                    "a b",
                    "a/b",
                    "user@rhannu.wales",
                    "rhannu.wales:x",
                    "rhannu.wales:-1",
                    "rhannu.wales:65536",
                    "rhannu.wales:443:443",
                    "[::1",
                    "[rhannu.wales]",
                    "[fe80::1%25eth0]",
                    "[127.0.0.1]",
                    "::1",
                    "[::1]x",
                    "rhannu.wales\\"
                })
        void cannotBeReadFromAnything(String host) {
            assertThat(said(hosts, host)).isEqualTo(Problem.MALFORMED);
        }

        @Test
        void areSaidOnce() {
            assertThat(hosts.refusal(List.of(), "", true)).isEqualTo(Problem.MALFORMED);
            assertThat(hosts.refusal(List.of(), "rhannu.wales", true)).isEqualTo(Problem.MALFORMED);
            assertThat(hosts.refusal(List.of("rhannu.wales", "rhannu.wales"), "rhannu.wales", true))
                    .isEqualTo(Problem.MALFORMED);
            assertThat(hosts.refusal(List.of(), "", false)).isNull();
        }

        @Test
        void areSaidByTrustedProxies() {
            assertThat(hosts.refusal(forwarded("rhannu.wales"))).isNull();
            assertThat(hosts.refusal(forwarded("rhannu.wales, inner"))).isNull();
            assertThat(hosts.refusal(forwarded("evil.example"))).isEqualTo(Problem.MISDIRECTED);
            assertThat(hosts.refusal(forwarded("a b"))).isEqualTo(Problem.MALFORMED);
        }

        @Test
        void haveOneWhoseCookiesComeBack() {
            assertThat(hosts.isOfAddress(forwarded("rhannu.wales:8443"))).isTrue();
            assertThat(hosts.isOfAddress(forwarded("www.rhannu.wales"))).isFalse();
        }
    }

    @Nested
    class AtAnyPort {

        private final AllowedHosts hosts = at("http://localhost:8080", "localhost:*", "127.0.0.1:*", "[::1]:*");

        @ParameterizedTest
        @ValueSource(
                strings = {"localhost:8080", "localhost", "127.0.0.1:9", "[::1]:80", "[::1]", "[0:0:0:0:0:0:0:1]:1"})
        void passWhateverThePort(String host) {
            assertThat(said(hosts, host)).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"localhost.evil.example", "127.0.0.2", "[::2]", "[::ffff:127.0.0.1]"})
        void areNoneElse(String host) {
            assertThat(said(hosts, host)).isEqualTo(Problem.MISDIRECTED);
        }
    }

    @Test
    void aSettingThatIsNoHostIsSaidAtTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> at("http://localhost:8080", "https://rhannu.wales"))
                .withMessageContaining("rhannu.hosts", "https://rhannu.wales");
    }
}
