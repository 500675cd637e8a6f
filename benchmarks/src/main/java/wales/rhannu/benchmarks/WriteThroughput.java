package wales.rhannu.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;

/** The highest rate of writes that casestudy-service sustains for a minute, and how old the oldest unpublished event gets. */
final class WriteThroughput implements Benchmark {

    private static final Duration TRIAL = Duration.ofSeconds(8);
    private static final Duration HELD = Duration.ofSeconds(Long.getLong("rhannu.benchmarks.hold-seconds", 60));
    private static final String TOPIC = "casestudy.case-studies.internal";
    /** How many changes follow each creation of a case study. */
    private static final int CHANGES = 4;

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        Platform platform = ground.platform();
        String base = "http://localhost:" + platform.port("casestudy-service");
        Author author = new Author(platform.directly(base, "author"), platform.directly(base, "facilitator"));
        write(author, 4, TRIAL);
        int best = 1;
        double most = 0;
        for (int clients : List.of(1, 2, 4, 8, 16, 32)) {
            double rate = write(author, clients, TRIAL).rate();
            BenchmarkPlatform.say(clients + " clients: " + Measurement.number(rate) + " writes/s");
            if (rate > most) {
                most = rate;
                best = clients;
            }
        }
        Samples gauge = new Samples();
        Samples ages = new Samples();
        AtomicBoolean watching = new AtomicBoolean(true);
        Thread sampler = new Thread(() -> sample(platform.directly(base, null), gauge, watching), "sampler");
        Thread reader = new Thread(() -> read(platform, ages, watching), "reader");
        sampler.start();
        reader.start();
        Held held = write(author, best, HELD);
        watching.set(false);
        sampler.join();
        reader.join();
        String clients = best + " clients, past the gateway, 1 creation to " + CHANGES + " changes";
        return List.of(
                Measurement.of("writes", "most writes, held for " + HELD.toSeconds() + " s", held.rate(), "writes/s")
                        .noting(clients + "; " + held.errors() + " errors"),
                Measurement.of("writes", "from written to read, p50", ages.percentile(0.5), "s"),
                Measurement.of("writes", "from written to read, p99", ages.percentile(0.99), "s"),
                Measurement.of("writes", "from written to read, max", ages.max(), "s")
                        .atMost(1)
                        .noting("no event waited longer to be published; all of " + ages.size() + " events"),
                Measurement.of("writes", "oldest unpublished event, as the service tells it, max", gauge.max(), "s")
                        .noting("metric rhannu.outbox.oldest.age, " + gauge.size() + " samples"));
    }

    /** The age of each event when a subscriber gets it, which bounds the time that it waited to be published. */
    private static void read(Platform platform, Samples ages, AtomicBoolean watching) {
        try (KafkaConsumer<byte[], byte[]> consumer = BenchmarkPlatform.subscriber(platform)) {
            List<TopicPartition> partitions = BenchmarkPlatform.partitions(consumer, TOPIC);
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            while (watching.get()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    Header time = record.headers().lastHeader("ce_time");
                    if (time != null) {
                        Instant written = Instant.parse(new String(time.value(), StandardCharsets.UTF_8));
                        ages.add(Duration.between(written, Instant.now()).toMillis() / 1e3);
                    }
                }
            }
        }
    }

    private record Held(double rate, int errors) {}

    private static Held write(Author author, int clients, Duration time) throws InterruptedException {
        AtomicInteger writes = new AtomicInteger();
        AtomicInteger errors = new AtomicInteger();
        long begun = System.nanoTime();
        long end = begun + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            Thread thread = new Thread(() -> writeUntil(author, end, writes, errors), "client-" + client);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Held(writes.get() / ((System.nanoTime() - begun) / 1e9), errors.get());
    }

    private static void writeUntil(Author author, long end, AtomicInteger writes, AtomicInteger errors) {
        while (System.nanoTime() < end) {
            Api.Answer answer = author.draft("A study of writes", UUID.randomUUID());
            String id = answer.isSuccess() ? answer.json().path("id").asString("") : "";
            int change = 0;
            while (true) {
                if (answer.isSuccess()) {
                    writes.incrementAndGet();
                } else {
                    errors.incrementAndGet();
                    break;
                }
                if (change++ == CHANGES || System.nanoTime() >= end) {
                    break;
                }
                answer = author.retitle(id, "A study of writes, changed " + change, answer.header("ETag"));
            }
        }
    }

    private static void sample(Api service, Samples ages, AtomicBoolean sampling) {
        while (sampling.get()) {
            service.get("/actuator/prometheus")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("rhannu_outbox_oldest_age"))
                    .forEach(line -> ages.add(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
