package wales.rhannu.starter.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import wales.rhannu.starter.topics.TopicDeclaration;
import wales.rhannu.starter.topics.Topics;

/**
 * Appends a control record to each partition that can hold a person and has fallen quiet. A broker compacts only closed
 * segments, and closes one only when something is appended after the segment's age: on a quiet topic what was erased
 * would stay on the disk. How long a partition has been quiet says its last record, so that no restart begins anew; where
 * that is a control record, there is nothing to do.
 */
final class SegmentRoller {

    static final String CONTROL_TYPE = "wales.rhannu.control.segment-rolled.v1";
    private static final String KEY = "rhannu.control";

    /** A look that failed is repeated this soon, since who looks may not live for long; sooner where segments are young. */
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    private final Topics topics;
    private final Map<String, Object> consumerSettings;
    private final Duration segmentAge;
    private final Clock clock;
    private final String source;
    /** Where each partition ended at the last look. */
    private final Map<TopicPartition, Long> seen = new HashMap<>();
    /** Of those that had not grown by then, and of all at the first look. */
    private final Map<TopicPartition, LastRecord> known = new HashMap<>();

    private long next;

    SegmentRoller(
            Topics topics, Map<String, Object> consumerSettings, Duration segmentAge, Clock clock, String source) {
        this.topics = topics;
        this.consumerSettings = new HashMap<>(consumerSettings);
        // what a transaction that was given up left is in the files as well
        this.consumerSettings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        this.segmentAge = segmentAge;
        this.clock = clock;
        this.source = source;
        this.next = System.nanoTime();
    }

    void roll(Producer<byte[], byte[]> producer) {
        long now = System.nanoTime();
        if (now - next < 0) {
            return;
        }
        long pause = segmentAge.toNanos() / 8;
        next = now + Math.min(pause, AFTER_A_FAILURE.toNanos());
        List<TopicPartition> due = due();
        if (!due.isEmpty()) {
            producer.beginTransaction();
            due.forEach(partition -> producer.send(control(partition)));
            producer.commitTransaction();
        }
        next = now + pause;
    }

    private List<TopicPartition> due() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer));
            Map<TopicPartition, Long> unread = new HashMap<>();
            ends.forEach((partition, end) -> {
                Long before = seen.put(partition, end);
                if (before == null || before.equals(end) && !known.containsKey(partition)) {
                    unread.put(partition, end);
                } else if (!before.equals(end)) {
                    // it grows, so it is not quiet; the relay waits for whatever is read here
                    known.remove(partition);
                }
            });
            known.putAll(LastRecord.read(consumer, unread));
        }
        long quietSince = clock.millis() - segmentAge.toMillis();
        List<TopicPartition> due = new ArrayList<>();
        known.forEach((partition, last) -> {
            if (!last.isControl() && last.timestamp() < quietSince) {
                due.add(partition);
            }
        });
        return due;
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> all = new ArrayList<>();
        for (TopicDeclaration topic : topics.declared()) {
            if (topic.holdsPeople() && "compact".equals(topic.config().get("cleanup.policy"))) {
                for (PartitionInfo info : consumer.partitionsFor(topic.name())) {
                    all.add(new TopicPartition(info.topic(), info.partition()));
                }
            }
        }
        return all;
    }

    private ProducerRecord<byte[], byte[]> control(TopicPartition partition) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                KEY.getBytes(StandardCharsets.UTF_8),
                "{}".getBytes(StandardCharsets.UTF_8));
        long now = clock.millis();
        CloudEventHeaders.write(
                record.headers(),
                KEY + "-" + partition.partition() + "-" + now,
                source,
                CONTROL_TYPE,
                KEY,
                clock.instant(),
                "https://rhannu.wales/schemas/control/segment-rolled.v1.schema.json",
                now,
                null);
        return record;
    }
}
