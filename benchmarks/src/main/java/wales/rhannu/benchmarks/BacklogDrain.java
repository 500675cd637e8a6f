package wales.rhannu.benchmarks;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.bson.Document;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;

/** How fast 20,000 events that piled up while the broker was away are published, compared with plain inserts by one client. */
final class BacklogDrain implements Benchmark {

    private static final int EVENTS = Integer.getInteger("rhannu.benchmarks.backlog", 20_000);
    private static final String TOPIC = "casestudy.case-studies.internal";

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        Platform platform = ground.platform();
        String base = "http://localhost:" + platform.port("casestudy-service");
        Author author = new Author(platform.directly(base, "author"), platform.directly(base, "facilitator"));
        // the backlog begins at the current end of the topic
        Map<TopicPartition, Long> ends;
        try (KafkaConsumer<byte[], byte[]> consumer = BenchmarkPlatform.subscriber(platform)) {
            ends = Map.copyOf(consumer.endOffsets(BenchmarkPlatform.partitions(consumer, TOPIC)));
        }
        ProcessHandle supervisor = platform.process("rhannu");
        platform.pause(supervisor);
        ProcessHandle broker;
        try {
            broker = platform.kill("kafka");
            fill(author);
        } finally {
            platform.resume(supervisor);
        }
        platform.awaitBack("kafka", broker);
        double rate = drained(platform, ends);
        double inserts = inserts(platform);
        return List.of(Measurement.of("backlog", "drain of " + EVENTS + " events", rate, "events/s")
                .beside("plain inserts, one client", inserts)
                .atLeastTimes(0.4));
    }

    private static void fill(Author author) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(EVENTS);
        List<Thread> threads = new ArrayList<>();
        for (int client = 0; client < 8; client++) {
            Thread thread = new Thread(
                    () -> {
                        while (left.getAndDecrement() > 0) {
                            author.draft("One of a backlog", UUID.randomUUID()).mustSucceed();
                        }
                    },
                    "filler-" + client);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (left.get() > 0) {
            throw new IllegalStateException("Not all of the backlog was written");
        }
    }

    /** The time from the first to the last event as a subscriber gets them. */
    private static double drained(Platform platform, Map<TopicPartition, Long> ends) {
        try (KafkaConsumer<byte[], byte[]> consumer = BenchmarkPlatform.subscriber(platform)) {
            consumer.assign(ends.keySet());
            ends.forEach(consumer::seek);
            long first = 0;
            long last = 0;
            int seen = 0;
            int atFirst = 0;
            long until = System.nanoTime() + Duration.ofMinutes(3).toNanos();
            while (seen < EVENTS) {
                int more = consumer.poll(Duration.ofMillis(20)).count();
                if (more > 0) {
                    last = System.nanoTime();
                    if (first == 0) {
                        first = last;
                        atFirst = more;
                    }
                    seen += more;
                }
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("Only " + seen + " of " + EVENTS + " events were drained");
                }
            }
            return (seen - atFirst) / ((last - first) / 1e9);
        }
    }

    /** Inserts documents of the same size into the same server. */
    private static double inserts(Platform platform) {
        try (MongoClient client = MongoClients.create(platform.mongoUri("casestudy"))) {
            Document like = client.getDatabase("casestudy")
                    .getCollection("case-studies")
                    .find()
                    .first();
            if (like == null) {
                throw new IllegalStateException("There are no case studies");
            }
            MongoCollection<Document> plain = client.getDatabase("yardstick").getCollection("plain");
            plain.drop();
            insert(plain, like, 2_000);
            long begun = System.nanoTime();
            insert(plain, like, EVENTS);
            double rate = EVENTS / ((System.nanoTime() - begun) / 1e9);
            plain.drop();
            return rate;
        }
    }

    private static void insert(MongoCollection<Document> plain, Document like, int count) {
        for (int i = 0; i < count; i++) {
            plain.insertOne(new Document(like).append("_id", UUID.randomUUID().toString()));
        }
    }
}
