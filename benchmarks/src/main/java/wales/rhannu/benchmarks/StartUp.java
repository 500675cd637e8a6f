package wales.rhannu.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.ImportClient;
import wales.rhannu.testplatform.Platform;

/** How long the start takes and how much memory all processes use, on each installed JDK. */
final class StartUp implements Benchmark {

    private static final List<String> PARTS = Stream.concat(
                    Stream.of("rhannu", "kafka", "mongodb"), Platform.SERVICES.stream())
            .toList();

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        ground.clear();
        List<Measurement> figures = new ArrayList<>();
        for (Map.Entry<Integer, Path> jdk : jdks().entrySet()) {
            figures.addAll(measure(ground, jdk.getKey(), jdk.getValue()));
        }
        return figures;
    }

    private static List<Measurement> measure(BenchmarkPlatform ground, int version, Path java) throws Exception {
        Platform platform = Platform.in(ground.checkout(), ground.work().resolve("start-" + version), Map.of(), java);
        // makes the start-up caches, as the build does
        platform.start();
        platform.close();
        long begun = System.nanoTime();
        platform.start();
        double fresh = (System.nanoTime() - begun) / 1e9;
        try {
            TimeUnit.SECONDS.sleep(10);
            double idle = resident(platform);
            work(platform);
            double busy = resident(platform);
            platform.close();
            begun = System.nanoTime();
            platform.startAgain();
            double again = (System.nanoTime() - begun) / 1e9;
            double bound = version >= 25 ? 25 : 50;
            String jdk = "JDK " + version + ", ";
            return List.of(
                    Measurement.of("start", jdk + "fresh start to ready", fresh, "s")
                            .atMost(bound),
                    Measurement.of("start", jdk + "start with data to ready", again, "s")
                            .atMost(bound),
                    Measurement.of("memory", jdk + "all processes, idle", idle, "MiB")
                            .atMost(2_560),
                    Measurement.of("memory", jdk + "all processes, after imports and writes", busy, "MiB")
                            .atMost(2_560)
                            .noting("sum of resident sizes"));
        } finally {
            platform.close();
        }
    }

    private static void work(Platform platform) throws InterruptedException {
        ImportClient importing = new ImportClient(platform.api("facilitator"));
        String mark = "start-" + UUID.randomUUID();
        String location =
                importing.begin("made-up.csv", ImportClient.madeUp(mark, 2_000), ImportClient.madeUpMapping(mark));
        BenchmarkPlatform.await(
                "the import", 300, () -> importing.progress(location).isEnded());
        Author author = new Author(platform.api("author"), platform.api("facilitator"));
        for (int i = 0; i < 200; i++) {
            author.published("Memory " + i);
        }
    }

    private static double resident(Platform platform) throws IOException {
        long kilobytes = 0;
        for (String part : PARTS) {
            Path status = Path.of("/proc", Long.toString(platform.process(part).pid()), "status");
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return kilobytes / 1024.0;
    }

    /** The JDK 17 and the newest one, by version. */
    private static Map<Integer, Path> jdks() throws IOException {
        TreeMap<Integer, Path> found = new TreeMap<>();
        found.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> homes = Files.list(installed)) {
                for (Path home : homes.sorted().toList()) {
                    version(home).filter(version -> version >= 17).ifPresent(version -> found.put(version, home));
                }
            }
        }
        Map<Integer, Path> wanted = new TreeMap<>();
        if (found.containsKey(17)) {
            wanted.put(17, found.get(17));
        }
        wanted.put(found.lastKey(), found.lastEntry().getValue());
        return wanted;
    }

    private static Optional<Integer> version(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.exists(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return Optional.empty();
        }
        return Files.readAllLines(release).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1"))
                .map(Integer::valueOf)
                .findFirst();
    }
}
