package wales.rhannu.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wales.rhannu.testplatform.Platform;

/** The memory of a process: before, at the peak and after. */
final class Memory implements AutoCloseable {

    private static final Pattern USED = Pattern.compile("(?:total|tenured generation) .*?used (\\d+)K");

    private final String part;
    private final ProcessHandle process;
    private final Path jcmd;
    private final Thread watch;
    private volatile double peak;
    private double residentBefore;
    private double heapBefore;
    private double heapDuring;

    Memory(Platform platform, String part) throws IOException {
        this.part = part;
        this.process = platform.process(part);
        this.jcmd = Path.of("/proc/" + process.pid() + "/exe").toRealPath().resolveSibling("jcmd");
        this.watch = new Thread(this::watch, "memory of " + part);
        watch.setDaemon(true);
    }

    /** Records the memory at this moment. */
    void begin() throws IOException, InterruptedException {
        heapBefore = liveHeap();
        residentBefore = resident("VmRSS");
        watch.start();
    }

    /** Records the heap while the load runs. */
    void middle() throws IOException, InterruptedException {
        heapDuring = liveHeap();
    }

    private void watch() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(1);
                peak = Math.max(peak, used("GC.heap_info"));
            }
        } catch (InterruptedException e) {
            // measured
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The heap in use after a garbage collection, in MiB. */
    private double liveHeap() throws IOException, InterruptedException {
        command("GC.run");
        return used("GC.heap_info");
    }

    private double used(String command) throws IOException, InterruptedException {
        double kilobytes = 0;
        Matcher used = USED.matcher(command(command));
        while (used.find()) {
            kilobytes += Long.parseLong(used.group(1));
        }
        return kilobytes / 1024;
    }

    private String command(String command) throws IOException, InterruptedException {
        Process running = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        running.waitFor();
        return said;
    }

    private double resident(String which) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(which + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        return Double.NaN;
    }

    List<Measurement> figures() throws IOException, InterruptedException {
        List<Measurement> figures = new ArrayList<>();
        figures.add(Measurement.of("readers", part + ", resident: before", residentBefore, "MiB"));
        figures.add(Measurement.of("readers", part + ", resident: at the peak", resident("VmHWM"), "MiB"));
        figures.add(Measurement.of("readers", part + ", resident: after", resident("VmRSS"), "MiB"));
        figures.add(Measurement.of("readers", part + ", heap in use: before, collected", heapBefore, "MiB"));
        figures.add(Measurement.of("readers", part + ", heap in use: all connected, collected", heapDuring, "MiB"));
        figures.add(Measurement.of("readers", part + ", heap in use: at the peak, with garbage", peak, "MiB"));
        figures.add(Measurement.of("readers", part + ", heap in use: after, collected", liveHeap(), "MiB"));
        return figures;
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
