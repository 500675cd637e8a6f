package wales.rhannu.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.StreamSubscription;

/**
 * The time from the 2xx of a publication until a subscriber has the event, through the gateway, compared with plain Kafka
 * clients.
 */
final class Latency implements Benchmark {

    private static final int WARM_UP = 200;
    private static final int MEASURED = 500;
    private static final int PACE_MILLIS = 20;

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        Platform platform = ground.platform();
        Author author = ground.author();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            String id = author.draft("Latency " + i, UUID.randomUUID())
                    .mustSucceed()
                    .json()
                    .path("id")
                    .asString("");
            author.submit(id).mustSucceed();
            ids.add(id);
        }
        Map<String, Long> arrived = new ConcurrentHashMap<>();
        Samples fromAnswer = new Samples();
        Samples fromRequest = new Samples();
        try (StreamSubscription subscription = platform.api(null)
                .follow(
                        "casestudy.case-studies",
                        event -> arrived.putIfAbsent(event.path("subject").asString(""), System.nanoTime()))) {
            for (int i = 0; i < ids.size(); i++) {
                String id = ids.get(i);
                long asked = System.nanoTime();
                author.publish(id).mustSucceed();
                long answered = System.nanoTime();
                BenchmarkPlatform.await("the event of " + id, 30, () -> arrived.containsKey(id));
                if (i >= WARM_UP) {
                    long at = arrived.getOrDefault(id, answered);
                    fromAnswer.addNanos(Math.max(0, at - answered));
                    fromRequest.addNanos(at - asked);
                }
                TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
            }
        }
        Samples plain = plain(platform);
        String yardstick = "plain produce -> consume";
        return List.of(
                Measurement.of("latency", "2xx -> subscriber (SSE), p50", fromAnswer.percentile(0.5), "ms")
                        .beside(yardstick, plain.percentile(0.5)),
                Measurement.of("latency", "2xx -> subscriber (SSE), p99", fromAnswer.percentile(0.99), "ms")
                        .beside(yardstick, plain.percentile(0.99))
                        .atMostTimes(5),
                Measurement.of("latency", "request -> subscriber (SSE), p50", fromRequest.percentile(0.5), "ms")
                        .beside(yardstick, plain.percentile(0.5)),
                Measurement.of("latency", "request -> subscriber (SSE), p99", fromRequest.percentile(0.99), "ms")
                        .beside(yardstick, plain.percentile(0.99)));
    }

    /** Plain Kafka clients with default settings, except for the acknowledgements, which are those of the platform. */
    private static Samples plain(Platform platform) throws Exception {
        String topic = "benchmark-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", platform.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        Map<String, Long> arrived = new ConcurrentHashMap<>();
        Samples samples = new Samples();
        Thread reader = new Thread(() -> consume(platform, topic, arrived), "plain-consumer");
        reader.setDaemon(true);
        reader.start();
        byte[] value = Author.study("Latency").getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", platform.bootstrapServers(), "acks", "all", "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < WARM_UP + MEASURED; i++) {
                String key = Integer.toString(i);
                long sent = System.nanoTime();
                producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
                BenchmarkPlatform.await("record " + key, 30, () -> arrived.containsKey(key));
                if (i >= WARM_UP) {
                    samples.addNanos(arrived.getOrDefault(key, sent) - sent);
                }
                TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
            }
        }
        reader.interrupt();
        return samples;
    }

    private static void consume(Platform platform, String topic, Map<String, Long> arrived) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", platform.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    arrived.putIfAbsent(new String(record.key(), StandardCharsets.UTF_8), System.nanoTime());
                }
            }
        } catch (org.apache.kafka.common.errors.InterruptException e) {
            // measured
        }
    }
}
