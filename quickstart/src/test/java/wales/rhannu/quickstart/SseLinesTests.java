package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SseLinesTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final SseLines lines = new SseLines(new PrintStream(out, true, StandardCharsets.UTF_8));

    private void receive(String stream) {
        lines.print(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anEventIsOneLine() {
        receive("id: c1\nevent: x.v1\ndata: {\"a\":\ndata: \"ŵ\"}\n\n: still here\n\nid: c2\ndata: {}\n\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(String.format("{\"a\": \"ŵ\"}%n{}%n"));
        assertThat(lines.lastId()).isEqualTo("c2");
    }

    @Test
    void anEventThatIsBrokenOffIsReceivedAgain() {
        receive("id: c1\ndata: {}\n\nid: c2\ndata: {\"half");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(String.format("{}%n"));
        assertThat(lines.lastId()).isEqualTo("c1");
    }

    @Test
    void aCursorAloneIsKeptAndNotShown() {
        receive("id: c9\n\n");
        assertThat(out.size()).isZero();
        assertThat(lines.lastId()).isEqualTo("c9");
    }
}
