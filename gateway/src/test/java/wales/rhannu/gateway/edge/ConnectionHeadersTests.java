package wales.rhannu.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionHeadersTests {

    @Test
    void whatIsForOneConnectionEndsHereAndSoDoesWhatItNames() {
        ConnectionHeaders named = ConnectionHeaders.of(List.of("keep-alive, X-Mine", "close,X-Other"));

        assertThat(List.of("TE", "transfer-encoding", "Connection", "x-mine", "X-OTHER"))
                .allMatch(named::contains);
        assertThat(List.of("Accept", "Content-Length", "close")).noneMatch(named::contains);
        assertThat(ConnectionHeaders.of(List.of("close")).contains("x-mine")).isFalse();
    }
}
