package wales.rhannu.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeFilterTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/%00",
                "/a/../b",
                "/a/%2e%2e/b",
                "/a/..",
                "/a/%2Fb",
                "/a%5cb",
                "/a;x=1",
                "/%zz",
                "/%4",
                "/a%0d"
            })
    void aPathThatAServiceMightReadOtherwiseIsRefused(String path) {
        assertThat(EdgeFilter.readable(path, true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a//b", "/a/b.json", "/a/..b", "/.well-known/jwks", "/c%C5%B5n/%20"})
    void anOrdinaryPathPasses(String path) {
        assertThat(EdgeFilter.readable(path, true)).isTrue();
    }

    @Test
    void aQueryMayHoldEscapesButNoBrokenOnes() {
        assertThat(EdgeFilter.readable("q=a%2Fb%3B..&x=;", false)).isTrue();
        assertThat(EdgeFilter.readable("q=%zz", false)).isFalse();
        assertThat(EdgeFilter.readable("q=%00", false)).isFalse();
    }

    @Test
    void onlyAWellFormedTraceIsContinued() {
        assertThat(ForwardedHeaders.wellFormed("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .isTrue();
        assertThat(ForwardedHeaders.wellFormed("00-00000000000000000000000000000000-00f067aa0ba902b7-01"))
                .isFalse();
        assertThat(ForwardedHeaders.wellFormed("x")).isFalse();
    }
}
