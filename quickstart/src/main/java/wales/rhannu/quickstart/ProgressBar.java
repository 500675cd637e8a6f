package wales.rhannu.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Shows progress: a bar on a terminal, a line from time to time elsewhere. */
class ProgressBar {

    private static final int WIDTH = 40;
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(5);

    private final boolean terminal;
    private final PrintStream out;
    private long said = System.nanoTime();

    ProgressBar(boolean terminal, PrintStream out) {
        this.terminal = terminal;
        this.out = out;
    }

    void show(long done, long total) {
        if (terminal) {
            int filled = total == 0 ? 0 : (int) (WIDTH * Math.min(done, total) / total);
            out.print(String.format(
                    Locale.ROOT,
                    "\r[%s%s] %d of %d rows",
                    "#".repeat(filled),
                    ".".repeat(WIDTH - filled),
                    done,
                    total));
            out.flush();
        } else if (System.nanoTime() - said > NOW_AND_THEN.toNanos()) {
            said = System.nanoTime();
            out.println(done + " of " + total + " rows");
        }
    }

    void end() {
        if (terminal) {
            out.println();
        }
    }
}
