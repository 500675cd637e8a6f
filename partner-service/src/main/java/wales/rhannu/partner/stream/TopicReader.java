package wales.rhannu.partner.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import wales.rhannu.starter.consume.ReceivedEvent;

/** A consumer that reads a bounded batch from any position of any topic; one thread at a time uses it. */
final class TopicReader implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Duration patience;
    private final Clock clock;

    TopicReader(Map<String, Object> settings, Duration patience, Clock clock) {
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.patience = patience;
        this.clock = clock;
    }

    static Map<String, Object> settings(KafkaProperties kafka, StreamSettings streams) {
        Map<String, Object> settings = new HashMap<>(kafka.buildConsumerProperties());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // only what is there already is asked for, so no fetch need wait
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        // what is fetched beyond the batch is fetched again with the next
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 160 << 10);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 160 << 10);
        int patience = (int) streams.patience().toMillis();
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return settings;
    }

    /** Where a topic ends now, as a batch of nothing. */
    Batch end(TopicLog topic) {
        Instant now = clock.instant();
        return Batch.end(topic, endOf(topic), now);
    }

    /**
     * Reads on from a position.
     *
     * @param given the beginning when null
     * @param mostBytes how large the events may be together; a single one may be larger
     */
    Batch read(TopicLog topic, @Nullable Position given, int mostEvents, long mostBytes) {
        Instant now = clock.instant();
        Position end = endOf(topic);
        List<TopicPartition> partitions = partitions(topic);
        Position from = given == null ? position(topic, consumer.beginningOffsets(partitions)) : given;
        Cursor.mustNotBePast(end, from);
        List<TopicPartition> unread = partitions.stream()
                .filter(it -> from.next(it.partition()) < end.next(it.partition()))
                .toList();
        consumer.assign(unread);
        unread.forEach(it -> consumer.seek(it, from.next(it.partition())));
        Position after = from.copy();
        List<WireEvent> events = new ArrayList<>();
        long bytes = 0;
        boolean full = false;
        long until = System.nanoTime() + LONGEST.toNanos();
        long deadline = System.nanoTime() + patience.toNanos();
        while (!after.hasReached(end) && !full) {
            Position before = after.copy();
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(100));
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                WireEvent event = event(record);
                if (event != null) {
                    full = events.size() >= mostEvents || (bytes + event.size() > mostBytes && !events.isEmpty());
                    if (full) {
                        break;
                    }
                    events.add(event);
                    bytes += event.size();
                }
                after.advance(record.partition(), record.offset() + 1);
            }
            if (!full) { // past what the broker keeps to itself, too: markers, and what was aborted
                unread.forEach(it -> after.advance(it.partition(), consumer.position(it)));
                full = events.size() >= mostEvents || bytes >= mostBytes;
            }
            if (!after.equals(before)) {
                deadline = Math.min(until, System.nanoTime() + patience.toNanos());
            } else if (System.nanoTime() > deadline) {
                break;
            }
        }
        boolean atEnd = after.hasReached(end);
        if (events.isEmpty() && !atEnd) {
            throw new TimeoutException("Nothing came of " + topic.topic() + ", though there is more");
        }
        return new Batch(topic, from, events, after, atEnd, now, null);
    }

    /** Of a read-committed consumer: the end of what is decided, so that it is always reached. */
    private Position endOf(TopicLog topic) {
        List<TopicPartition> partitions = partitions(topic);
        consumer.assign(partitions); // it warns about what it is asked of others
        return position(topic, consumer.endOffsets(partitions));
    }

    private static @Nullable WireEvent event(ConsumerRecord<byte[], byte[]> record) {
        try {
            ReceivedEvent event = ReceivedEvent.from(record);
            return WireEvent.isControl(event) ? null : WireEvent.of(event);
        } catch (IllegalArgumentException e) {
            return null; // whoever reads the topic's end counts it
        }
    }

    private static List<TopicPartition> partitions(TopicLog topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            partitions.add(new TopicPartition(topic.topic(), partition));
        }
        return partitions;
    }

    private static Position position(TopicLog topic, Map<TopicPartition, Long> offsets) {
        long[] next = new long[topic.partitions()];
        offsets.forEach((partition, offset) -> next[partition.partition()] = offset);
        return Position.of(next);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
