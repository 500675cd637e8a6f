package wales.rhannu.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.ImportClient;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.StreamSubscription;

/**
 * Half an hour of mixed load: people write, import, search, follow streams and sign in at the same time. The heap of each process
 * after a garbage collection must not rise over time.
 */
final class MixedLoad implements Benchmark {

    private static final Duration LASTING = Duration.ofMinutes(Long.getLong("rhannu.benchmarks.mixed-minutes", 30));
    private static final int LOOKS = 16;
    private static final int WRITERS = 2;
    private static final int SEARCHERS = 3;
    private static final int FOLLOWERS = 20;
    private static final int IMPORTED_ROWS = 500;
    private static final List<String> QUESTIONS = List.of(
            "q=letters",
            "q=anfonebau&kind=automation",
            "stage=live",
            "q=row&limit=50",
            "q=invoices&outcome=success",
            "");
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private static final String IMPORTS = "imports";
    private static final String SIGN_INS = "sign-ins";
    private static final String EVENTS = "events read";

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        Platform platform = ground.platform();
        Load load = new Load(platform);
        Map<String, List<Double>> heaps = new LinkedHashMap<>();
        try {
            load.begin();
            Duration between = LASTING.dividedBy(LOOKS);
            for (int look = 0; look < LOOKS; look++) {
                TimeUnit.NANOSECONDS.sleep(between.toNanos());
                for (String part : parts()) {
                    heaps.computeIfAbsent(part, p -> new ArrayList<>()).add(live(platform.process(part)));
                }
                BenchmarkPlatform.say((look + 1) + " of " + LOOKS + ": " + load.done() + ", MiB " + last(heaps));
            }
        } finally {
            load.end();
        }
        List<Measurement> figures = new ArrayList<>();
        heaps.forEach((part, values) -> figures.add(Measurement.of(
                        "mixed", part + ", heap after collection, last quarter", mean(values, 3), "MiB")
                .beside("second quarter", mean(values, 1))
                .atMostTimes(1.1)
                .noting(values.stream().map(Measurement::number).toList().toString())));
        figures.add(
                Measurement.of("mixed", "lasted", LASTING.toMinutes(), "min").noting(load.done()));
        return figures;
    }

    private static List<String> parts() {
        List<String> parts = new ArrayList<>(Platform.SERVICES);
        parts.addAll(List.of("kafka", "mongodb", "rhannu"));
        return parts;
    }

    private static String last(Map<String, List<Double>> heaps) {
        Map<String, String> last = new LinkedHashMap<>();
        heaps.forEach((part, values) -> last.put(part, Measurement.number(values.get(values.size() - 1))));
        return last.toString();
    }

    /** Of one quarter of the looks, counted from 0. */
    private static double mean(List<Double> values, int quarter) {
        int each = values.size() / 4;
        return values.subList(quarter * each, (quarter + 1) * each).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /** The live heap of a process in MiB; the tool runs a garbage collection first. */
    static double live(ProcessHandle process) throws IOException, InterruptedException {
        String java = process.info().command().orElseThrow();
        String tool = Path.of(java).resolveSibling("jcmd").toString();
        Process asked = new ProcessBuilder(tool, Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        Matcher total = TOTAL.matcher(said);
        return total.find() ? Long.parseLong(total.group(1)) / 1048576.0 : Double.NaN;
    }

    /** Starts the load of each kind, at a rate that two processors can handle together with all services. */
    private static final class Load {

        private final Platform platform;
        private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
        private final List<Thread> threads = new ArrayList<>();
        private final List<StreamSubscription> subscriptions = new ArrayList<>();
        private volatile boolean running = true;

        Load(Platform platform) {
            this.platform = platform;
        }

        void begin() {
            Author author = new Author(platform.api("author"), platform.api("facilitator"));
            for (int i = 0; i < FOLLOWERS; i++) {
                subscriptions.add(platform.api(null).follow("casestudy.case-studies", event -> count(EVENTS)));
            }
            for (int i = 0; i < WRITERS; i++) {
                repeat("writer-" + i, Duration.ofMillis(500), () -> write(author));
            }
            for (int i = 0; i < SEARCHERS; i++) {
                int first = i;
                AtomicLong turn = new AtomicLong(first);
                repeat("searcher-" + i, Duration.ofMillis(100), () -> search((int) turn.getAndIncrement()));
            }
            AtomicLong round = new AtomicLong();
            repeat("importer", Duration.ofSeconds(15), () -> importAll(round.getAndIncrement()));
            repeat("member", Duration.ofSeconds(15), this::signIn);
        }

        private interface Action {
            void run() throws InterruptedException;
        }

        private void repeat(String name, Duration pace, Action deed) {
            Thread thread = new Thread(
                    () -> {
                        while (running) {
                            try {
                                deed.run();
                                TimeUnit.NANOSECONDS.sleep(pace.toNanos());
                            } catch (InterruptedException e) {
                                return;
                            } catch (RuntimeException | AssertionError e) {
                                if (running) { // otherwise it failed because the benchmark ended
                                    count("errors");
                                    BenchmarkPlatform.say(name + ": " + e);
                                }
                            }
                        }
                    },
                    name);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }

        private void write(Author author) {
            Api.Answer draft =
                    author.draft("A study under mixed load", UUID.randomUUID()).mustSucceed();
            String id = draft.json().path("id").asString("");
            author.retitle(id, "A study under mixed load, changed", draft.header("ETag"))
                    .mustSucceed();
            author.submit(id).mustSucceed();
            author.publish(id).mustSucceed();
            count("studies published");
        }

        private void search(int turn) {
            platform.api(null)
                    .get(Author.STUDIES + "?" + QUESTIONS.get(turn % QUESTIONS.size()))
                    .mustSucceed();
            count("searches");
        }

        /** The same rows with two alternating texts, so that each import changes all of them and adds none. */
        private void importAll(long round) throws InterruptedException {
            ImportClient importing = new ImportClient(platform.api("facilitator"));
            String file = new String(ImportClient.madeUp("Mixed", IMPORTED_ROWS), StandardCharsets.UTF_8)
                    .replace("It sorts", round % 2 == 0 ? "It sorts" : "It orders");
            String location = importing.begin(
                    "mixed.csv", file.getBytes(StandardCharsets.UTF_8), ImportClient.madeUpMapping("mixed"));
            while (running && !importing.progress(location).isEnded()) {
                TimeUnit.MILLISECONDS.sleep(500);
            }
            count(IMPORTS);
        }

        private void signIn() {
            platform.run("token", "member");
            count(SIGN_INS);
        }

        private void count(String what) {
            counts.computeIfAbsent(what, w -> new AtomicLong()).incrementAndGet();
        }

        String done() {
            return new TreeMap<>(counts).toString();
        }

        void end() throws InterruptedException {
            running = false;
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
            }
            subscriptions.forEach(StreamSubscription::close);
        }
    }
}
