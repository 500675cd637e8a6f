package wales.rhannu.starter.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * would stay on the disk. After a restart it begins anew, at the cost of one record a partition.
 */
final class SegmentRoller {

    static final String CONTROL_TYPE = "wales.rhannu.control.segment-rolled.v1";
    private static final String KEY = "rhannu.control";

    /** Where a partition ended when it was last seen to grow, and when that was; after a control record, for good. */
    private record Quiet(long end, long since, boolean rolled) {}

    private final Topics topics;
    private final Map<String, Object> consumerSettings;
    private final Duration segmentAge;
    private final Clock clock;
    private final String source;
    private final Map<TopicPartition, Quiet> quiet = new HashMap<>();
    private long next;

    SegmentRoller(
            Topics topics, Map<String, Object> consumerSettings, Duration segmentAge, Clock clock, String source) {
        this.topics = topics;
        this.consumerSettings = consumerSettings;
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
        next = now + segmentAge.toNanos() / 8;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> due = new ArrayList<>();
            consumer.endOffsets(partitions(consumer)).forEach((partition, end) -> {
                if (end > 0 && isDue(partition, end, now)) {
                    due.add(partition);
                }
            });
            if (!due.isEmpty()) {
                producer.beginTransaction();
                due.forEach(partition -> producer.send(control(partition)));
                producer.commitTransaction();
                consumer.endOffsets(due).forEach((partition, end) -> quiet.put(partition, new Quiet(end, now, true)));
            }
        }
    }

    private boolean isDue(TopicPartition partition, long end, long now) {
        Quiet before = quiet.get(partition);
        // the marker of our own transaction may come after the end was read; an event takes two offsets
        if (before == null || end > before.end() + (before.rolled() ? 1 : 0)) {
            quiet.put(partition, new Quiet(end, now, false));
            return false;
        }
        return !before.rolled() && now - before.since() > segmentAge.toNanos();
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
