package wales.rhannu.partner.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes as a relay does: in transactions, in order. */
final class Publisher implements AutoCloseable {

    static final String MADE = "wales.rhannu.tests.thing-made.v1";

    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<String> published = new ArrayList<>();

    Publisher(String topic, String servers) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "transactional.id",
                        UUID.randomUUID().toString(),
                        "acks",
                        "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    /** One transaction; each event is about one of so many subjects. */
    void publish(int events, int subjects, String filling) {
        producer.beginTransaction();
        for (int i = 0; i < events; i++) {
            String subject = "thing-" + i % subjects;
            published.add(send(
                    subject, "{\"state\":{\"id\":\"" + subject + "\",\"filling\":\"" + filling + "\"},\"change\":{}}"));
        }
        producer.commitTransaction();
    }

    /** A transaction that comes to nothing. */
    void abort(int events) {
        producer.beginTransaction();
        for (int i = 0; i < events; i++) {
            send("aborted-" + i, "{\"state\":{\"id\":\"aborted\"},\"change\":{}}");
        }
        producer.flush();
        producer.abortTransaction();
    }

    void erase(String subject) {
        producer.beginTransaction();
        published.add(send(subject, null));
        producer.commitTransaction();
    }

    /** What the relay appends to a quiet partition. */
    void control() {
        producer.beginTransaction();
        Future<?> unused = producer.send(
                record("rhannu.control", "wales.rhannu.control.segment-rolled.v1", "{}", SEQUENCE.incrementAndGet()));
        producer.commitTransaction();
    }

    private String send(String subject, @Nullable String data) {
        long sequence = SEQUENCE.incrementAndGet();
        ProducerRecord<byte[], byte[]> record = record(subject, MADE, data, sequence);
        Future<?> unused = producer.send(record);
        return subject + "-" + sequence;
    }

    // Kafka takes a null value: a tombstone
    @SuppressWarnings("NullAway")
    private ProducerRecord<byte[], byte[]> record(String subject, String type, @Nullable String data, long number) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, bytes(subject), data == null ? null : bytes(data));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        subject + "-" + number,
                        "ce_source",
                        "/tests",
                        "ce_type",
                        type,
                        "ce_subject",
                        subject,
                        "ce_time",
                        Instant.now().toString(),
                        "ce_dataschema",
                        "https://rhannu.wales/schemas/" + topic + "/thing-made.v1.schema.json",
                        "ce_sequence",
                        Long.toString(number),
                        "ce_traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, bytes(value)));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The ids of all that was committed, in order. */
    List<String> published() {
        return published;
    }

    @Override
    public void close() {
        producer.close();
    }
}
