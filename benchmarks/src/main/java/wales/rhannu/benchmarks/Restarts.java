package wales.rhannu.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.ImportClient;
import wales.rhannu.testplatform.Platform;

/**
 * Whether a platform with many large case studies can be restarted: they are imported in three files; then casestudy-service is
 * restarted three times and the whole platform once, with the heap sizes of the quickstart.
 */
final class Restarts implements Benchmark {

    private static final int STUDIES = Integer.getInteger("rhannu.benchmarks.restart-studies", 20_000);
    private static final int FILES = 3;
    private static final int TIMES = 3;
    private static final int PATIENCE = 600;

    private int deaths;
    private Map<String, Long> processes = Map.of();

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        ground.clear();
        deaths = 0;
        Platform platform = ground.platform();
        processes = pids(platform);
        List<Measurement> figures = new ArrayList<>();
        long before = found(platform);
        long begun = System.nanoTime();
        for (int file = 0; file < FILES; file++) {
            imported(platform, "wide-" + file, STUDIES * (file + 1) / FILES - STUDIES * file / FILES);
        }
        figures.add(Measurement.of("restart", "import of " + STUDIES + " studies", seconds(begun), "s"));
        BenchmarkPlatform.await("all to be found", PATIENCE, () -> found(platform) == before + STUDIES);
        count(platform, "imports");
        for (int time = 1; time <= TIMES; time++) {
            begun = System.nanoTime();
            try {
                platform.run("restart", "casestudy-service");
            } catch (IllegalStateException e) {
                // not ready yet: the time until then is measured
                BenchmarkPlatform.say(String.valueOf(e.getMessage()));
            }
            BenchmarkPlatform.await("all to be found", PATIENCE, () -> found(platform) == before + STUDIES);
            figures.add(Measurement.of("restart", "casestudy-service, time " + time, seconds(begun), "s"));
            processes = merged(platform, "casestudy-service");
            count(platform, "restart " + time);
        }
        platform.close();
        begun = System.nanoTime();
        platform.startAgain();
        processes = pids(platform);
        BenchmarkPlatform.await("all to be found", PATIENCE, () -> found(platform) == before + STUDIES);
        figures.add(Measurement.of("restart", "the whole platform", seconds(begun), "s"));
        count(platform, "start");
        for (String part : List.of("casestudy-service", "mongodb", "kafka", "partner-service")) {
            figures.add(Measurement.of(
                    "restart", part + ", heap after collection", MixedLoad.live(platform.process(part)), "MiB"));
        }
        figures.add(Measurement.of("restart", "processes that died", deaths, "").atMost(0));
        figures.add(Measurement.of("restart", "OutOfMemoryError in the logs", outOfMemory(platform), "")
                .atMost(0));
        return figures;
    }

    private static void imported(Platform platform, String name, int rows) throws InterruptedException {
        ImportClient importing = new ImportClient(platform.api("facilitator"));
        String location = importing.begin(name + ".csv", WideRows.file(name, rows), WideRows.mapping(name));
        BenchmarkPlatform.await("the import", PATIENCE * 2, () -> isEnded(importing, location));
        ImportClient.Progress end = importing.progress(location);
        BenchmarkPlatform.say(name + ": " + end.json().path("rows"));
        if (end.created() != rows) {
            throw new IllegalStateException("Not every row was imported: " + end.json());
        }
    }

    /** Unknown while a service does not answer. */
    private static boolean isEnded(ImportClient importing, String location) {
        try {
            return importing.progress(location).isEnded();
        } catch (IllegalStateException | UncheckedIOException | AssertionError e) {
            return false;
        }
    }

    /** The number of studies that a search finds; -1 if the service does not answer. */
    private static long found(Platform platform) {
        try {
            Api.Answer answer = platform.api(null).get(Author.STUDIES + "?limit=1");
            return answer.mustSucceed().json().path("total").asLong(-1);
        } catch (IllegalStateException | UncheckedIOException | AssertionError e) {
            return -1;
        }
    }

    /** Records which processes have changed since, because the supervisor restarts those that died. */
    private void count(Platform platform, String after) {
        Map<String, Long> now = pids(platform);
        now.forEach((part, pid) -> {
            if (!pid.equals(processes.get(part))) {
                deaths++;
                BenchmarkPlatform.say(part + " is another process after the " + after);
            }
        });
        processes = now;
    }

    private Map<String, Long> merged(Platform platform, String part) {
        Map<String, Long> merged = new LinkedHashMap<>(processes);
        merged.put(part, platform.process(part).pid());
        return merged;
    }

    private static Map<String, Long> pids(Platform platform) {
        Map<String, Long> pids = new LinkedHashMap<>();
        Stream.concat(Platform.SERVICES.stream(), Stream.of("kafka", "mongodb"))
                .forEach(part -> pids.put(part, platform.process(part).pid()));
        return pids;
    }

    private static long outOfMemory(Platform platform) throws IOException {
        try (Stream<Path> files = Files.walk(platform.folder())) {
            long times = 0;
            for (Path log : files.filter(it ->
                            it.toString().endsWith(".log") && it.toString().contains("logs"))
                    .toList()) {
                try (Stream<String> lines = Files.lines(log)) {
                    times += lines.filter(line -> line.contains("OutOfMemoryError"))
                            .count();
                }
            }
            return times;
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
