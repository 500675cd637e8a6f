package wales.rhannu.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.bson.Document;
import tools.jackson.databind.JsonNode;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Platform;

/** Searches among 100,000 studies, through the gateway and at the service, compared with Lucene alone in one process. */
final class SearchRate implements Benchmark {

    private static final int STUDIES = Integer.getInteger("rhannu.benchmarks.studies", 100_000);
    private static final int SECONDS = Integer.getInteger("rhannu.benchmarks.search-seconds", 12);
    private static final int FEW = 8;
    private static final int MANY = 20;
    private static final int ROUNDS = 3;
    private static final int MOST_WARMING = 6;
    private static final double SETTLED = 1.05;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern BAD = Pattern.compile("Non-2xx|Socket errors");
    private static final Map<String, Double> MILLISECONDS = Map.of("us", 0.001, "ms", 1.0, "s", 1_000.0);

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        Optional<Path> wrk = BenchmarkPlatform.onPath("wrk");
        if (wrk.isEmpty()) {
            return List.of(Measurement.missing(
                    "search", "searches", "wrk is not installed: apt-get install wrk, and run again"));
        }
        // nothing but these studies
        ground.clear();
        Platform platform = ground.platform();
        double indexed = publish(platform);
        Path script = script(ground.work());
        String service = "http://127.0.0.1:" + platform.port("casestudy-service");
        String gateway = "http://127.0.0.1:" + platform.port("gateway");
        try (Bare bare = Bare.start(platform, ground.work())) {
            compare(bare.totals(), platform);
            warm(bare, wrk.get(), script, gateway);
            List<Measurement> figures = new ArrayList<>();
            figures.addAll(rounds(bare, wrk.get(), script, gateway));
            LuceneSearch.Result one = load(wrk.get(), script, gateway, 1);
            LuceneSearch.Result past = load(wrk.get(), script, service, MANY);
            figures.add(Measurement.of("search", "searches, one reader", one.rate(), "searches/s"));
            figures.add(Measurement.of("search", "p99, one reader", one.p99(), "ms"));
            figures.add(Measurement.of("search", "searches at the service, 20 readers", past.rate(), "searches/s"));
            figures.add(Measurement.of("search", "p99 at the service, 20 readers", past.p99(), "ms"));
            figures.add(Measurement.of("search", "from the topic into the index", STUDIES / indexed, "studies/s"));
            figures.add(Measurement.of(
                    "search",
                    "heap in use after a collection",
                    MixedLoad.live(platform.process("casestudy-service")),
                    "MiB"));
            return figures;
        }
    }

    /**
     * Publishes them to the topic, as if another instance had written them, because the embedded database has no space for so
     * many. Returns the seconds until a search finds all.
     */
    private static double publish(Platform platform) throws InterruptedException {
        long begun = System.nanoTime();
        long found = 0;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", platform.bootstrapServers(), "acks", "all", "linger.ms", "20"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < STUDIES; i++) {
                Document state = MadeUpStudies.state(i);
                found += MadeUpStudies.isForAnyone(state) ? 1 : 0;
                producer.send(event(state, Long.toString(1_600_000_000_000L + i)));
            }
        }
        long all = found;
        Api api = platform.directly("http://127.0.0.1:" + platform.port("casestudy-service"), null);
        BenchmarkPlatform.await("the index", 900, () -> {
            Api.Answer answer = api.get("/api/v1/case-studies?limit=1");
            return answer.isSuccess() && answer.json().path("total").asLong() >= all;
        });
        double seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1e3;
        BenchmarkPlatform.say(STUDIES + " studies were published and indexed in " + seconds + " s");
        return seconds;
    }

    private static ProducerRecord<byte[], byte[]> event(Document state, String sequence) {
        String id = state.getString("id");
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                "casestudy.case-studies.internal",
                id.getBytes(StandardCharsets.UTF_8),
                new Document("state", state)
                        .append("change", new Document())
                        .toJson()
                        .getBytes(StandardCharsets.UTF_8));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        id + "-" + sequence,
                        "ce_source",
                        "https://rhannu.wales/services/casestudy",
                        "ce_dataschema",
                        "https://rhannu.wales/schemas/casestudy.case-studies.internal/state.schema.json",
                        "ce_type",
                        "wales.rhannu.casestudy.case-study-edited.v1",
                        "ce_subject",
                        id,
                        "ce_time",
                        state.getString("changed"),
                        "ce_sequence",
                        sequence,
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** Readers that request one page after the other, as a browser does. */
    private static Path script(Path work) throws IOException {
        String paths = SearchQuery.all().stream()
                .map(query -> "\"" + query.path() + "\"")
                .collect(Collectors.joining(",\n"));
        return Files.writeString(
                work.resolve("searches.lua"),
                """
                local paths = {%s}
                local last = 0
                request = function()
                  last = last %% #paths + 1
                  return wrk.format("GET", paths[last])
                end
                """
                        .formatted(paths));
    }

    /** Checks that both find the same; only the studies of the demo set may be added. */
    private static void compare(List<String> bare, Platform platform) {
        Api api = platform.api(null);
        List<SearchQuery> queries = SearchQuery.all();
        for (int i = 0; i < LuceneSearch.COMPARED; i++) {
            JsonNode answer = api.get(queries.get(i).path()).mustSucceed().json();
            long found = answer.path("total").asLong();
            long counted = 0;
            for (JsonNode counts : answer.path("facets")) {
                for (JsonNode count : counts) {
                    counted += count.path("count").asLong();
                }
            }
            String[] expected = bare.get(i).split("/");
            long more = found - Long.parseLong(expected[0]);
            if (more < 0 || more > 20 || counted - Long.parseLong(expected[1]) > 300) {
                throw new IllegalStateException(queries.get(i) + " finds " + found + " and counts " + counted
                        + ", where Lucene alone says " + bare.get(i));
            }
        }
    }

    /** Runs until the rate is stable: it rises by up to 50 % while the JVM still compiles. */
    private static void warm(Bare bare, Path wrk, Path script, String gateway)
            throws IOException, InterruptedException {
        bare.measure(FEW);
        double before = 0;
        for (int round = 0; round < MOST_WARMING; round++) {
            double rate = load(wrk, script, gateway, FEW).rate();
            if (rate < SETTLED * before) {
                return;
            }
            before = rate;
        }
    }

    /** Measures both in turn, so that other load of the machine affects both alike; the median counts. */
    private static List<Measurement> rounds(Bare bare, Path wrk, Path script, String gateway)
            throws IOException, InterruptedException {
        List<Measurement> figures = new ArrayList<>();
        for (int readers : List.of(FEW, MANY)) {
            Samples plainRates = new Samples();
            Samples plainTimes = new Samples();
            Samples rates = new Samples();
            Samples times = new Samples();
            for (int round = 0; round < ROUNDS; round++) {
                LuceneSearch.Result plain = bare.measure(readers);
                plainRates.add(plain.rate());
                plainTimes.add(plain.p99());
                LuceneSearch.Result ours = load(wrk, script, gateway, readers);
                rates.add(ours.rate());
                times.add(ours.p99());
            }
            figures.add(
                    Measurement.of("search", "searches, " + readers + " readers", rates.percentile(0.5), "searches/s")
                            .beside("Lucene alone", plainRates.percentile(0.5))
                            .atLeastTimes(0.5));
            figures.add(Measurement.of("search", "p99, " + readers + " readers", times.percentile(0.5), "ms")
                    .beside("Lucene alone", plainTimes.percentile(0.5))
                    .atMost(readers == FEW ? 60 : 150));
        }
        return figures;
    }

    private static LuceneSearch.Result load(Path wrk, Path script, String base, int readers)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        wrk.toString(),
                        "-t1",
                        "-c" + readers,
                        "-d" + SECONDS + "s",
                        "--timeout",
                        "30s",
                        "--latency",
                        "-s",
                        script.toString(),
                        base)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher rate = RATE.matcher(said);
        Matcher p99 = P99.matcher(said);
        if (BAD.matcher(said).find() || !rate.find() || !p99.find()) {
            throw new IllegalStateException("wrk on " + base + " said: " + said);
        }
        LuceneSearch.Result result = new LuceneSearch.Result(
                Double.parseDouble(rate.group(1)),
                Double.parseDouble(p99.group(1)) * MILLISECONDS.getOrDefault(p99.group(2), 1.0));
        BenchmarkPlatform.say(
                base + ", " + readers + " readers: " + result.rate() + " searches/s, p99 " + result.p99() + " ms");
        return result;
    }

    private static Path java(Platform platform) {
        return Path.of(platform.process("casestudy-service").info().command().orElseThrow());
    }

    /** The yardstick, a process on the same JDK as the service. */
    private record Bare(Process process, BufferedReader out, BufferedWriter in, List<String> totals)
            implements AutoCloseable {

        static Bare start(Platform platform, Path work) throws IOException {
            Process process = new ProcessBuilder(
                            java(platform).toString(),
                            "-Xmx512m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LuceneSearch.class.getName(),
                            Files.createTempDirectory(work, "bare-search").toString(),
                            Integer.toString(STUDIES),
                            Integer.toString(SECONDS))
                    .redirectError(work.resolve("bare-search.log").toFile())
                    .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String totals = out.readLine();
            if (totals == null) {
                throw new IOException("Lucene alone did not start: see " + work.resolve("bare-search.log"));
            }
            return new Bare(process, out, process.outputWriter(StandardCharsets.UTF_8), List.of(totals.split(" ")));
        }

        LuceneSearch.Result measure(int readers) throws IOException {
            in.write(readers + "\n");
            in.flush();
            String line = out.readLine();
            if (line == null) {
                throw new IOException("Lucene alone has ended");
            }
            LuceneSearch.Result result = LuceneSearch.Result.of(line);
            BenchmarkPlatform.say("Lucene alone, " + readers + " readers: " + result.rate() + " searches/s, p99 "
                    + result.p99() + " ms");
            return result;
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }
    }
}
