package wales.rhannu.starter.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.consume.ReceivedEvent;

/** The topics of the JVM's broker: what is on them, and what another service would put there. */
public final class TestTopics {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CONTROL = "rhannu.control";

    private TestTopics() {}

    /** Makes a compacted topic unless it exists. */
    public static void create(String topic) {
        NewTopic wanted = new NewTopic(topic, 6, (short) 1).configs(Map.of("cleanup.policy", "compact"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.createTopics(List.of(wanted)).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e);
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The topics there are. */
    static Set<String> names() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            return admin.listTopics().names().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Every committed event on a topic, per partition in order; none when there is no such topic. */
    public static List<ReceivedEvent> read(String topic) {
        return records(topic).stream()
                .filter(record -> record.key() == null || !CONTROL.equals(text(record.key())))
                .map(ReceivedEvent::from)
                .toList();
    }

    /** The committed events of one subject, in order. */
    public static List<ReceivedEvent> read(String topic, String subject) {
        return read(topic).stream()
                .filter(event -> event.subject().equals(subject))
                .toList();
    }

    /**
     * The keys of all committed records on a topic, whatever they are: of those that a consumer put aside, say, among which
     * other tests of the same service have theirs.
     */
    public static List<String> keys(String topic) {
        return records(topic).stream()
                .filter(record -> record.key() != null)
                .map(record -> text(record.key()))
                .toList();
    }

    /** Every committed record on a topic as it is, control records included. */
    public static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                servers(),
                "isolation.level",
                "read_committed",
                "allow.auto.create.topics",
                "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<PartitionInfo> partitions = consumer.listTopics().get(topic);
            if (partitions == null) {
                return List.of();
            }
            List<TopicPartition> all = partitions.stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (all.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                if (System.nanoTime() > until) {
                    throw new AssertionError("The end of " + topic + " was not reached in " + PATIENCE);
                }
            }
            records.sort(Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                    .thenComparingLong(ConsumerRecord::offset));
            return records;
        }
    }

    /** Waits for the first event of a type about a subject. */
    public static ReceivedEvent awaitEvent(String topic, String type, String subject) {
        return await(
                topic, event -> event.type().equals(type) && event.subject().equals(subject));
    }

    /** Waits for a subject's tombstone, whose type the topic's contract has to name. */
    public static ReceivedEvent awaitTombstone(String topic, String subject) {
        ReceivedEvent tombstone =
                await(topic, event -> event.isTombstone() && event.subject().equals(subject));
        Contracts.assertValid(tombstone);
        return tombstone;
    }

    /** Waits for the first event that fits. */
    public static ReceivedEvent await(String topic, Predicate<ReceivedEvent> wanted) {
        return Awaitility.await("an event on " + topic)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> read(topic).stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /**
     * Publishes an event as another service would.
     *
     * @param data the JSON of {@code {"state": …, "change": …}}, null for a tombstone
     */
    public static void publish(String topic, String type, String subject, long sequence, @Nullable String data) {
        String[] parts = type.split("\\.", 4);
        ProducerRecord<byte[], byte[]> record = record(topic, subject, data == null ? null : bytes(data));
        Headers headers = record.headers();
        headers.add("ce_specversion", bytes("1.0"));
        headers.add("ce_id", bytes(subject + "-" + sequence));
        headers.add("ce_source", bytes("https://rhannu.wales/services/test"));
        headers.add("ce_type", bytes(type));
        headers.add("ce_subject", bytes(subject));
        headers.add("ce_time", bytes(Instant.now().toString()));
        headers.add("ce_dataschema", bytes(Contracts.SCHEMAS + topic + "/" + parts[parts.length - 1] + ".schema.json"));
        headers.add("ce_sequence", bytes(Long.toString(sequence)));
        headers.add("content-type", bytes("application/json"));
        send(record);
    }

    /** Publishes bytes that need not be an event at all: a poison record. */
    public static void publishRaw(String topic, String key, byte @Nullable [] value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record = record(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
        send(record);
    }

    // Kafka takes a null value: a tombstone
    @SuppressWarnings("NullAway")
    private static ProducerRecord<byte[], byte[]> record(String topic, String key, byte @Nullable [] value) {
        return new ProducerRecord<>(topic, bytes(key), value);
    }

    private static void send(ProducerRecord<byte[], byte[]> record) {
        create(record.topic());
        Map<String, Object> settings = Map.of("bootstrap.servers", servers(), "acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String servers() {
        return Engines.running().bootstrapServers();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
