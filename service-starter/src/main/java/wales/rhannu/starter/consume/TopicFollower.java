package wales.rhannu.starter.consume;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of a topic, read-committed, without a group: each instance of a service gets every record. Tries
 * again for ever while the broker, or the topic, is away.
 */
public final class TopicFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration AGAIN = Duration.ofMillis(500);

    /** Receives the events; called by one thread. */
    public interface Listener {

        /** An event; what it throws is logged, and the next event comes. */
        void received(ReceivedEvent event);

        /** Called once, when everything that was on the topic at the start has been received. */
        default void caughtUp() {}

        /** A record that is no CloudEvent of ours; it is passed over. */
        default void unreadable(String topic, int partition, long offset, String reason) {}
    }

    private final String topic;
    private final Map<String, Object> settings;
    private final Map<Integer, Long> next;
    private final Listener listener;
    private final Thread thread;
    private @Nullable Map<TopicPartition, Long> target;
    private boolean caughtUp;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;
    private volatile boolean closed;

    TopicFollower(String topic, Map<String, Object> settings, Map<Integer, Long> offsets, Listener listener) {
        this.topic = topic;
        this.settings = settings;
        this.next = new HashMap<>(offsets);
        this.listener = listener;
        this.thread = new Thread(this::run, "follow-" + topic);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
                current = consumer;
                follow(consumer);
            } catch (WakeupException e) {
                log.debug("Following {} ends", topic);
            } catch (RuntimeException | Error e) {
                // whatever it is: nobody would follow any more
                log.warn("Following {} begins again: {}", topic, e.toString());
                pause();
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer, topic);
        if (partitions.isEmpty()) {
            pause();
            return;
        }
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            Long from = next.get(partition.partition());
            if (from == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, from);
            }
        }
        if (target == null) {
            target = consumer.endOffsets(partitions);
        }
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(AGAIN)) {
                deliver(record);
                next.put(record.partition(), record.offset() + 1);
            }
            for (TopicPartition partition : partitions) {
                next.put(partition.partition(), consumer.position(partition));
            }
            tellOnceCaughtUp();
        }
    }

    private void deliver(ConsumerRecord<byte[], byte[]> record) {
        ReceivedEvent event;
        try {
            event = ReceivedEvent.from(record);
        } catch (IllegalArgumentException e) {
            listener.unreadable(topic, record.partition(), record.offset(), String.valueOf(e.getMessage()));
            return;
        }
        if (!event.isControl()) {
            try {
                listener.received(event);
            } catch (OutOfMemoryError e) {
                throw e; // that is not the event's fault, and it comes again
            } catch (RuntimeException | Error e) {
                log.error("The event {} of {} could not be followed", event.id(), topic, e);
            }
        }
    }

    private void tellOnceCaughtUp() {
        Map<TopicPartition, Long> until = target;
        if (!caughtUp
                && until != null
                && until.entrySet().stream()
                        .allMatch(end -> next.getOrDefault(end.getKey().partition(), 0L) >= end.getValue())) {
            caughtUp = true;
            listener.caughtUp();
        }
    }

    private void pause() {
        try {
            if (ended.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("Following {} ends", topic);
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        // a consumer's metadata request for one topic would wait for it; the list says at once that it is not there
        for (PartitionInfo info : consumer.listTopics().getOrDefault(topic, List.of())) {
            partitions.add(new TopicPartition(info.topic(), info.partition()));
        }
        return partitions;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Ends following, and waits for the record in hand. */
    @Override
    public void close() {
        closed = true;
        ended.countDown();
        KafkaConsumer<byte[], byte[]> following = current;
        if (following != null) {
            following.wakeup();
        }
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes followers; a bean of the starter. */
    public static final class Factory {

        private final Map<String, Object> settings;

        Factory(Map<String, Object> consumerSettings) {
            settings = new HashMap<>(consumerSettings);
            settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
            settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        }

        /** Follows from the beginning. */
        public TopicFollower fromBeginning(String topic, Listener listener) {
            return from(topic, Map.of(), listener);
        }

        /** Follows from the given offset of each partition (next to read); partitions not named from their beginning. */
        public TopicFollower from(String topic, Map<Integer, Long> offsets, Listener listener) {
            return new TopicFollower(topic, settings, offsets, listener);
        }

        /**
         * The offset after the last committed record of each partition, now.
         *
         * @throws org.apache.kafka.common.KafkaException when the broker does not answer
         */
        public Map<Integer, Long> endOffsets(String topic) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer(settings)) {
                Map<Integer, Long> ends = new HashMap<>();
                consumer.endOffsets(partitions(consumer, topic))
                        .forEach((partition, end) -> ends.put(partition.partition(), end));
                return ends;
            }
        }
    }
}
