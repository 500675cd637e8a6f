package wales.rhannu.testplatform;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A topic of the platform's broker, read by a plain Kafka client. */
public final class PlatformTopic {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CONTROL = "rhannu.control";

    private final String servers;
    private final String name;

    public PlatformTopic(String servers, String name) {
        this.servers = servers;
        this.name = name;
    }

    /**
     * A record as it is read.
     *
     * @param data null for a tombstone
     */
    public record Event(
            String subject, String type, long sequence, int partition, long offset, @Nullable JsonNode data) {

        /** The state after the event; a missing node for a tombstone. */
        public JsonNode state() {
            return data == null ? JsonMapper.shared().missingNode() : data.path("state");
        }
    }

    /** Every committed event from the beginning, in order per partition; records that are no CloudEvents are skipped. */
    public List<Event> read() {
        List<Event> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records()) {
            String subject = text(record.key());
            if (!CONTROL.equals(subject) && !header(record, "ce_id").isEmpty()) {
                byte[] value = record.value();
                events.add(new Event(
                        subject,
                        header(record, "ce_type"),
                        Long.parseLong(header(record, "ce_sequence")),
                        record.partition(),
                        record.offset(),
                        value == null ? null : JsonMapper.shared().readTree(value)));
            }
        }
        return events;
    }

    /** The last event of every subject. */
    public Map<String, Event> latest() {
        Map<String, Event> latest = new LinkedHashMap<>();
        read().forEach(event -> latest.put(event.subject(), event));
        return latest;
    }

    /** Every committed record; none if the topic does not exist. */
    public List<ConsumerRecord<byte[], byte[]>> records() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", servers, "isolation.level", "read_committed", "allow.auto.create.topics", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<PartitionInfo> partitions = consumer.listTopics().get(name);
            if (partitions == null) {
                return List.of();
            }
            List<TopicPartition> all = partitions.stream()
                    .map(partition -> new TopicPartition(name, partition.partition()))
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
                    throw new AssertionError("The end of " + name + " was not reached in " + PATIENCE);
                }
            }
            records.sort(Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                    .thenComparingLong(ConsumerRecord::offset));
            return records;
        }
    }

    /** Appends bytes, which need not be a valid event. */
    public void publish(String key, byte[] value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(name, key.getBytes(StandardCharsets.UTF_8), value);
        headers.forEach((header, text) -> record.headers().add(header, text.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The names of all topics there are. */
    public static List<String> names(String servers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            return admin.listTopics().names().get(60, TimeUnit.SECONDS).stream()
                    .sorted()
                    .toList();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static boolean answers(String servers) {
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", servers, "default.api.timeout.ms", "5000", "request.timeout.ms", "5000"))) {
            return !admin.describeCluster().nodes().get(6, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String header) {
        Header found = record.headers().lastHeader(header);
        return found == null ? "" : text(found.value());
    }

    private static String text(byte @Nullable [] bytes) {
        return Optional.ofNullable(bytes)
                .map(some -> new String(some, StandardCharsets.UTF_8))
                .orElse("");
    }
}
