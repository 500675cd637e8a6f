package wales.rhannu.partner.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.consume.ReceivedEvent;

/**
 * Reads a bounded batch from wherever a reader is, for those who do not follow a topic's end. A few consumers, lent from
 * batch to batch, serve any number of readers: a reader between two batches is nothing but its position.
 */
@Component
class OwnReads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OwnReads.class);
    private static final int MOST_WAITING = 2_000;
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Map<String, Object> settings;
    private final Duration patience;
    private final Clock clock;
    private final ThreadPoolExecutor threads;
    private final ConcurrentLinkedDeque<KafkaConsumer<byte[], byte[]>> idle = new ConcurrentLinkedDeque<>();
    private volatile long awayUntil = System.nanoTime();
    private volatile boolean closed;

    OwnReads(KafkaProperties kafka, StreamSettings streams, Clock clock, MeterRegistry meters) {
        this.settings = settings(kafka, streams);
        this.patience = streams.patience();
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(
                streams.readers(),
                streams.readers(),
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                task -> {
                    Thread thread = new Thread(task, "own-read");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        meters.gauge(
                "rhannu.stream.own.reads.waiting", threads, it -> it.getQueue().size());
    }

    private static Map<String, Object> settings(KafkaProperties kafka, StreamSettings streams) {
        Map<String, Object> settings = new HashMap<>(kafka.buildConsumerProperties());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // only what is there already is asked for, so no fetch need wait
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1 << 20);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10);
        int patience = (int) streams.patience().toMillis();
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return settings;
    }

    /** The consumers that there are, lent or not. */
    int consumers() {
        return threads.getActiveCount() + idle.size();
    }

    /**
     * Reads on. It fails with a refusal when the position is not, or no longer, one of this log, and
     * with one that is unavailable when the broker is away.
     *
     * @param from the beginning when null
     * @param mostBytes after which no more events are added
     */
    CompletableFuture<Batch> read(TopicLog topic, @Nullable Position from, int mostEvents, long mostBytes) {
        return submit(consumer -> read(consumer, topic, from, mostEvents, mostBytes));
    }

    /** Where the topic ends now, as a batch of nothing. */
    CompletableFuture<Batch> end(TopicLog topic) {
        return submit(consumer -> {
            Instant now = clock.instant();
            Position end = end(consumer, topic);
            return new Batch(topic, end, List.of(), end, true, now);
        });
    }

    private interface Read {
        Batch by(KafkaConsumer<byte[], byte[]> consumer);
    }

    private CompletableFuture<Batch> submit(Read read) {
        try {
            return CompletableFuture.supplyAsync(() -> lend(read), threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(DomainException.unavailable(
                    "too-many-readers", "Too many read at the same time: try again in a moment.", AGAIN));
        }
    }

    private Batch lend(Read read) {
        // what waited while another read found out need not wait as long itself
        if (closed || awayUntil - System.nanoTime() > 0) {
            throw away();
        }
        KafkaConsumer<byte[], byte[]> consumer = idle.poll();
        try {
            if (consumer == null) {
                consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            }
            Batch batch = read.by(consumer);
            idle.push(consumer);
            return batch;
        } catch (InvalidOffsetException e) {
            close(consumer);
            throw Cursor.gone("What this cursor stands for is no longer kept.");
        } catch (KafkaException e) {
            close(consumer);
            awayUntil = System.nanoTime() + LEFT_ALONE.toNanos();
            log.warn("A read failed: {}", e.toString());
            throw away();
        } catch (RuntimeException e) {
            close(consumer);
            throw e;
        }
    }

    static DomainException away() {
        return DomainException.unavailable("broker-away", "The broker does not answer: try again in a moment.", AGAIN);
    }

    private static void close(@Nullable KafkaConsumer<byte[], byte[]> consumer) {
        if (consumer != null) {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
        }
    }

    private Batch read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicLog topic,
            @Nullable Position given,
            int mostEvents,
            long mostBytes) {
        Instant now = clock.instant();
        Position end = end(consumer, topic);
        List<TopicPartition> partitions = partitions(topic);
        Position from = given == null ? position(topic, consumer.beginningOffsets(partitions)) : given;
        if (from.partitions() != topic.partitions() || !end.hasReached(from)) {
            throw Cursor.gone("This cursor is past the end of the topic, which was made anew.");
        }
        List<TopicPartition> unread = partitions.stream()
                .filter(it -> from.next(it.partition()) < end.next(it.partition()))
                .toList();
        consumer.assign(unread);
        unread.forEach(it -> consumer.seek(it, from.next(it.partition())));
        Position after = from.copy();
        List<WireEvent> events = new ArrayList<>();
        long bytes = 0;
        long until = System.nanoTime() + LONGEST.toNanos();
        long deadline = System.nanoTime() + patience.toNanos();
        while (!after.hasReached(end) && events.size() < mostEvents && bytes < mostBytes) {
            Position before = after.copy();
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(100));
            boolean all = true;
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                if (events.size() >= mostEvents || bytes >= mostBytes) {
                    all = false;
                    break;
                }
                after.advance(record.partition(), record.offset() + 1);
                WireEvent event = event(record);
                if (event != null) {
                    events.add(event);
                    bytes += event.size();
                }
            }
            if (all) { // past what the broker keeps to itself, too: markers, and what was aborted
                unread.forEach(it -> after.advance(it.partition(), consumer.position(it)));
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
        return new Batch(topic, from, events, after, atEnd, now);
    }

    /** Of a read-committed consumer: the end of what is decided, so that it is always reached. */
    private static Position end(KafkaConsumer<byte[], byte[]> consumer, TopicLog topic) {
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
        closed = true;
        threads.shutdownNow();
        idle.forEach(OwnReads::close);
    }
}
