package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(out, true, StandardCharsets.UTF_8);

    @Test
    void aTerminalHasABarThatIsWrittenOver() {
        new ProgressBar(true, terminal).show(50, 100);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r[" + "#".repeat(20) + ".".repeat(20) + "] 50 of 100 rows");
    }

    @Test
    void aFileIsNotFilledWithBars() {
        ProgressBar bar = new ProgressBar(false, terminal);
        bar.show(50, 100);
        bar.end();
        assertThat(out.size()).isZero();
    }
}
