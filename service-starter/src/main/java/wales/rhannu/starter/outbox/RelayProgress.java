package wales.rhannu.starter.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the last committed transaction of a service's relay held, written within it to a topic of the service's own. Only
 * that one can have been sent without having been removed from the documents.
 */
final class RelayProgress {

    /** One event that was sent, by the document that has it. */
    record Sent(String collection, String id, String key) {}

    private final String topic;
    private final Map<String, Object> consumerSettings;

    RelayProgress(String topic, Map<String, Object> consumerSettings) {
        this.topic = topic;
        this.consumerSettings = consumerSettings;
    }

    ProducerRecord<byte[], byte[]> record(List<Sent> sent) {
        StringBuilder lines = new StringBuilder();
        for (Sent one : sent) {
            lines.append(one.collection())
                    .append('\t')
                    .append(one.key())
                    .append('\t')
                    .append(one.id())
                    .append('\n');
        }
        return new ProducerRecord<>(
                topic,
                0,
                "relay".getBytes(StandardCharsets.UTF_8),
                lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Read after the older relay was fenced, so that no later one can appear. */
    List<Sent> lastSent() {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            // records of aborted transactions and markers take offsets too, so look further back until one is found
            for (long back = 16; ; back *= 16) {
                long from = Math.max(begin, end - back);
                List<Sent> last = last(consumer, partition, from, end);
                if (!last.isEmpty() || from == begin) {
                    return last;
                }
            }
        }
    }

    private static List<Sent> last(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        List<Sent> last = List.of();
        consumer.seek(partition, from);
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                last = parse(record.value());
            }
        }
        return last;
    }

    private static List<Sent> parse(byte[] value) {
        List<Sent> sent = new ArrayList<>();
        new String(value, StandardCharsets.UTF_8).lines().forEach(line -> {
            String[] parts = line.split("\t", 3);
            sent.add(new Sent(parts[0], parts[2], parts[1]));
        });
        return sent;
    }
}
