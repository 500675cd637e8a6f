package wales.rhannu.starter.consume;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.mongo.Indexes;

/**
 * The records that this service's group could not consume. One is replayed by giving it to this service's own function
 * again, so no other group sees it; one that was replayed or discarded is no longer listed, and its bytes go with the
 * topic's retention.
 */
final class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final String RESOLUTIONS = "dead_letter_resolutions";

    /**
     * A record that waits for an operator.
     *
     * @param id names it for replay and discard
     * @param topic where it was read
     * @param group which of this service's groups could not consume it
     * @param partition where it stands on that topic, with its offset, as long as it is kept there
     * @param cause why it failed
     * @param data its value as text; absent for a tombstone
     */
    record DeadLetter(
            String id,
            String topic,
            @Nullable String group,
            @Nullable Integer partition,
            @Nullable Long offset,
            @Nullable String key,
            @Nullable String type,
            @Nullable String subject,
            Instant failedAt,
            @Nullable String cause,
            @Nullable String data) {}

    private final Map<String, Supplier<Consumer<Message<?>>>> consumers = new HashMap<>();
    private final Map<String, Object> consumerSettings;
    private final MongoTemplate mongo;
    private final Clock clock;
    private final Duration retention;

    DeadLetters(
            List<ConsumedTopic> consumed,
            Map<String, Object> consumerSettings,
            MongoTemplate mongo,
            Clock clock,
            Duration retention) {
        consumed.forEach(each -> consumers.put(each.deadLetterTopic(), each.consumer()));
        this.consumerSettings = consumerSettings;
        this.mongo = mongo;
        this.clock = clock;
        this.retention = retention;
        Indexes.create(mongo, RESOLUTIONS, List.of(Indexes.of("at")));
    }

    /**
     * Those that nobody replayed or discarded yet, by id. However many there are, no more than are wanted are held at a time.
     *
     * @param after the id after which to begin
     */
    List<DeadLetter> unresolved(String after, int limit) {
        Set<String> resolved = resolved();
        TreeMap<String, ConsumerRecord<byte[], byte[]>> first = new TreeMap<>();
        each(record -> {
            String id = id(record);
            if (id.compareTo(after) > 0 && !resolved.contains(id)) {
                first.put(id, record);
                if (first.size() > limit) {
                    first.pollLastEntry();
                }
            }
        });
        return first.values().stream().map(DeadLetters::view).toList();
    }

    /** How many there are of those. */
    long unresolved() {
        Set<String> resolved = resolved();
        AtomicLong count = new AtomicLong();
        each(record -> {
            if (!resolved.contains(id(record))) {
                count.incrementAndGet();
            }
        });
        return count.get();
    }

    private Set<String> resolved() {
        Set<String> resolved = new HashSet<>();
        mongo.execute(RESOLUTIONS, c -> {
            c.find()
                    .batchSize(1_000)
                    .projection(new Document("_id", 1))
                    .forEach(document -> resolved.add(document.getString("_id")));
            return true;
        });
        return resolved;
    }

    /** How many were replayed or discarded, of those that are remembered. */
    long resolutions() {
        Long count = mongo.execute(RESOLUTIONS, c -> c.countDocuments());
        return count == null ? 0 : count;
    }

    /**
     * Gives a record to this service's function again.
     *
     * @throws DomainException not found; conflict when it fails again, and it stays listed. What it needs that is away is thrown
     *     as it is
     */
    void replay(String id, String by) {
        ConsumerRecord<byte[], byte[]> record = unresolved(id);
        try {
            Supplier<Consumer<Message<?>>> consumer = consumers.get(record.topic());
            if (consumer == null) {
                throw new IllegalStateException("This service no longer reads " + originalTopic(record));
            }
            consumer.get().accept(RecordMessages.of(record, originalTopic(record)));
        } catch (RuntimeException e) {
            if (ConsumerErrorHandling.isInfrastructure(e)) {
                throw e; // it says nothing of the record
            }
            log.warn("The dead letter {} failed again", id, e);
            throw DomainException.conflict("replay-failed");
        }
        resolve(id, "replayed", by);
    }

    /**
     * Gives a record up.
     *
     * @throws DomainException not found
     */
    void discard(String id, String by) {
        unresolved(id);
        resolve(id, "discarded", by);
    }

    private void resolve(String id, String how, String by) {
        try {
            mongo.execute(
                    RESOLUTIONS,
                    c -> c.insertOne(new Document("_id", id)
                            .append("how", how)
                            .append("by", by)
                            .append("at", Date.from(clock.instant()))));
        } catch (DuplicateKeyException e) {
            log.info("The dead letter {} was resolved by another at the same time", id);
        }
    }

    /** Deletes the notes on resolved dead letters once the records themselves have expired. */
    void forgetOld() {
        Instant before = clock.instant().minus(retention.multipliedBy(2));
        Document old = new Document("at", new Document("$lt", Date.from(before)));
        mongo.execute(RESOLUTIONS, c -> c.deleteMany(old));
    }

    private ConsumerRecord<byte[], byte[]> unresolved(String id) {
        boolean resolved =
                mongo.execute(RESOLUTIONS, c -> c.find(new Document("_id", id)).first()) != null;
        AtomicReference<@Nullable ConsumerRecord<byte[], byte[]>> found = new AtomicReference<>();
        each(record -> {
            if (!resolved && id(record).equals(id)) {
                found.set(record);
            }
        });
        ConsumerRecord<byte[], byte[]> record = found.get();
        if (record == null) {
            throw DomainException.notFound("no-dead-letter");
        }
        return record;
    }

    /** All that lie there when it begins, one after the other. */
    private void each(Consumer<ConsumerRecord<byte[], byte[]>> take) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(consumerSettings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Set<String> there = consumer.listTopics().keySet();
            List<TopicPartition> partitions = consumers.keySet().stream()
                    .filter(there::contains)
                    .map(topic -> new TopicPartition(topic, 0))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(take);
            }
        }
    }

    private static DeadLetter view(ConsumerRecord<byte[], byte[]> record) {
        return new DeadLetter(
                id(record),
                originalTopic(record),
                group(record),
                number(record, KafkaHeaders.DLT_ORIGINAL_PARTITION, Integer.BYTES, ByteBuffer::getInt),
                number(record, KafkaHeaders.DLT_ORIGINAL_OFFSET, Long.BYTES, ByteBuffer::getLong),
                text(record.key()),
                header(record, "ce_type"),
                header(record, "ce_subject"),
                Instant.ofEpochMilli(record.timestamp()),
                header(record, KafkaHeaders.DLT_EXCEPTION_MESSAGE),
                text(record.value()));
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "@" + record.offset();
    }

    private static String originalTopic(ConsumerRecord<byte[], byte[]> record) {
        String topic = header(record, KafkaHeaders.DLT_ORIGINAL_TOPIC);
        return topic == null ? "" : topic;
    }

    /** Its topic is named after it: {@code dlq.<group>.<topic>}. */
    private static @Nullable String group(ConsumerRecord<byte[], byte[]> record) {
        String name = record.topic();
        String end = "." + originalTopic(record);
        return name.startsWith("dlq.") && name.endsWith(end) && name.length() > 4 + end.length()
                ? name.substring(4, name.length() - end.length())
                : null;
    }

    private static <N> @Nullable N number(
            ConsumerRecord<byte[], byte[]> record, String name, int bytes, Function<ByteBuffer, N> read) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null || header.value().length != bytes
                ? null
                : read.apply(ByteBuffer.wrap(header.value()));
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : text(header.value());
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
