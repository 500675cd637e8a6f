package wales.rhannu.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import wales.rhannu.testplatform.Platform;

/**
 * The promised number of subscribers, through the gateway: a burst of events to all of them; a second burst after all have
 * reconnected; some readers that start at the beginning; a burst while half of them hang. Also the memory that this takes.
 */
final class Readers implements Benchmark {

    private static final int READERS = Integer.getInteger("rhannu.benchmarks.readers", 1_000);
    /** How many readers start at the beginning of the stream at the same time, each with reads of its own. */
    private static final int BEHIND = READERS / 10;

    private static final int EVENTS = 1_000;
    private static final int BYTES = 2_000;
    private static final String TOPIC = "feedback.outcomes";
    private static final String PATH = "/api/v1/streams/" + TOPIC + "/events";
    private static final int PATIENCE = 300;

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        // measured before anything has grown, so that the difference is what the readers take
        ground.clear();
        Platform platform = ground.platform();
        List<Measurement> figures = new ArrayList<>();
        double one;
        try (KafkaProducer<byte[], byte[]> producer = producer(platform);
                Memory service = new Memory(platform, "partner-service");
                Memory gateway = new Memory(platform, "gateway")) {
            publish(producer, 0, EVENTS);
            oneReader(platform, EVENTS);
            one = oneReader(platform, EVENTS);
            service.begin();
            gateway.begin();

            List<@Nullable String> lastIds = nobody(READERS);
            for (int round = 1; round <= 2; round++) {
                int from = round * EVENTS;
                long begun = System.nanoTime();
                try (SseReaders readers =
                        new SseReaders(platform.port("gateway"), round == 1 ? PATH + "?from=end" : PATH, lastIds, 0)) {
                    await(readers, "all to be connected", () -> readers.begun() == READERS && told(readers));
                    double connected = seconds(begun);
                    service.middle();
                    gateway.middle();
                    begun = System.nanoTime();
                    publish(producer, from, from + EVENTS);
                    await(readers, "all events", () -> readers.received() >= (long) READERS * EVENTS);
                    double rate = READERS * EVENTS / seconds(begun);
                    lastIds = readers.lastIds();
                    String name = round == 1 ? "first" : "second";
                    figures.add(Measurement.of("readers", READERS + " connect, " + name + " time", connected, "s"));
                    figures.add(Measurement.of("readers", name + " burst of " + EVENTS + " to all", rate, "events/s")
                            .beside("one reader", one));
                    figures.add(Measurement.of(
                                    "readers",
                                    name + " burst: readers without each event once",
                                    readers.wrong(from, from + EVENTS),
                                    "readers")
                            .atMost(0));
                }
            }
            figures.addAll(fromTheBeginning(platform, 3 * EVENTS, one));
            figures.addAll(besideSomeThatHang(platform, producer, 3 * EVENTS, one));
            BenchmarkPlatform.await("all to have left", PATIENCE, () -> hasNoReader(platform));
            figures.addAll(service.figures());
            figures.addAll(gateway.figures());
        }
        return figures;
    }

    private static List<Measurement> fromTheBeginning(Platform platform, int all, double one)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        try (SseReaders readers = new SseReaders(platform.port("gateway"), PATH, nobody(BEHIND), 0)) {
            await(readers, "all from the beginning", () -> readers.received() >= (long) BEHIND * all);
            double rate = BEHIND * all / seconds(begun);
            return List.of(
                    Measurement.of("readers", BEHIND + " from the beginning, " + all + " events each", rate, "events/s")
                            .beside("one reader", one),
                    Measurement.of(
                                    "readers",
                                    "from the beginning: readers without each event once",
                                    readers.wrong(0, all),
                                    "readers")
                            .atMost(0));
        }
    }

    /** Half of the readers stop reading, but stay connected. */
    private static List<Measurement> besideSomeThatHang(
            Platform platform, KafkaProducer<byte[], byte[]> producer, int from, double one)
            throws IOException, InterruptedException {
        int hanging = READERS / 2;
        int taking = READERS - hanging;
        try (SseReaders readers =
                new SseReaders(platform.port("gateway"), PATH + "?from=end", nobody(READERS), hanging)) {
            await(readers, "all to be connected", () -> readers.begun() == READERS && told(readers));
            long begun = System.nanoTime();
            publish(producer, from, from + EVENTS);
            await(readers, "those who take", () -> readers.received() >= (long) taking * EVENTS);
            double rate = taking * EVENTS / seconds(begun);
            return List.of(
                    Measurement.of("readers", "burst to half of them, while half take nothing", rate, "events/s")
                            .beside("one reader", one),
                    Measurement.of(
                                    "readers",
                                    "beside some that hang: readers without each event once",
                                    readers.wrong(from, from + EVENTS),
                                    "readers")
                            .atMost(0));
        }
    }

    private static List<@Nullable String> nobody(int many) {
        return new ArrayList<>(Collections.nCopies(many, null));
    }

    /** Whether every reader has got an event id. */
    private static boolean told(SseReaders readers) {
        return readers.lastIds().stream().noneMatch(id -> id == null);
    }

    private static boolean hasNoReader(Platform platform) {
        return platform.directly("http://127.0.0.1:" + platform.port("partner-service"), null)
                .get("/actuator/prometheus")
                .body()
                .contains("rhannu_stream_places{state=\"taken\"} 0.0");
    }

    private static void await(SseReaders readers, String what, java.util.function.BooleanSupplier condition)
            throws InterruptedException {
        try {
            BenchmarkPlatform.await(what, PATIENCE, () -> condition.getAsBoolean() || readers.ended() > 0);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    e.getMessage() + "; answers " + readers.statuses() + ", " + readers.received() + " events");
        }
        if (!condition.getAsBoolean()) {
            throw new IllegalStateException(readers.ended() + " connections ended; answers " + readers.statuses() + ", "
                    + readers.received() + " events");
        }
    }

    private static double oneReader(Platform platform, int events) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        try (SseReaders reader = new SseReaders(platform.port("gateway"), PATH, nobody(1), 0)) {
            await(reader, "one reader", () -> reader.received() >= events);
            return events / seconds(begun);
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static KafkaProducer<byte[], byte[]> producer(Platform platform) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        platform.bootstrapServers(),
                        "acks",
                        "all",
                        "transactional.id",
                        "benchmark-" + UUID.randomUUID()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /** Publishes in one transaction, as a relay with a backlog does. */
    private static void publish(KafkaProducer<byte[], byte[]> producer, int from, int to) {
        producer.beginTransaction();
        String filling = "x".repeat(BYTES - 60);
        for (int number = from; number < to; number++) {
            String subject = "subject-" + number;
            ProducerRecord<byte[], byte[]> made = new ProducerRecord<>(
                    TOPIC,
                    bytes(subject),
                    bytes("{\"state\":{\"id\":\"" + subject + "\",\"filling\":\"" + filling + "\"},\"change\":{}}"));
            Map.of(
                            "ce_specversion", "1.0",
                            "ce_id", "number-" + number,
                            "ce_source", "/benchmarks",
                            "ce_type", "wales.rhannu.benchmarks.number-made.v1",
                            "ce_subject", subject,
                            "ce_time", Instant.now().toString(),
                            "ce_dataschema", "https://rhannu.wales/schemas/benchmarks/number-made.v1.schema.json",
                            "ce_sequence", Integer.toString(number + 1),
                            "content-type", "application/json")
                    .forEach((name, value) -> made.headers().add(name, bytes(value)));
            Future<?> unused = producer.send(made);
        }
        producer.commitTransaction();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
