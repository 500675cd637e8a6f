package wales.rhannu.starter.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to Kafka, some documents' at once in one transaction, which also says which they are: see {@link RelayProgress}. Used
 * by the relay's thread alone, and by who stops it after that thread's end.
 */
final class EventSender {

    private static final Logger log = LoggerFactory.getLogger(EventSender.class);

    private final RelayProducerFactory transactions;
    private final RelayProgress progress;
    private final SegmentRoller roller;
    private final MeterRegistry meters;
    private final Clock clock;
    private final String source;
    private final Timer latency;
    private @Nullable Producer<byte[], byte[]> producer;

    EventSender(
            RelayProducerFactory transactions,
            RelayProgress progress,
            SegmentRoller roller,
            MeterRegistry meters,
            Clock clock,
            String source) {
        this.transactions = transactions;
        this.progress = progress;
        this.roller = roller;
        this.meters = meters;
        this.clock = clock;
        this.source = source;
        this.latency = Timer.builder("rhannu.relay.latency")
                .description("From the write of an event to its commit on Kafka")
                .publishPercentileHistogram()
                .register(meters);
    }

    boolean isOpen() {
        return producer != null;
    }

    /** From here on the broker refuses every older sender of the service. */
    void open() {
        producer = transactions.begin();
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            throw new IllegalStateException("This sender is not open");
        }
        return current;
    }

    /** What the last transaction held, whoever sent it; after {@link #open} there is no later one. */
    List<RelayProgress.Sent> lastSent() {
        return progress.lastSent();
    }

    /** Sends all pending events of some documents in one transaction. */
    void send(List<PendingEvents.Waiting> batch) {
        Producer<byte[], byte[]> current = producer();
        current.beginTransaction();
        List<RelayProgress.Sent> sent = new ArrayList<>();
        for (PendingEvents.Waiting one : batch) {
            for (PendingEvent event : one.events()) {
                for (PendingEvent.Message message : event.messages()) {
                    current.send(record(one.place().id(), event, message));
                }
                sent.add(new RelayProgress.Sent(
                        one.place().collection(), one.place().id(), event.key()));
            }
        }
        current.send(progress.record(sent));
        // fails if any of them failed; whether it was committed then is not known, but the next sender reads the
        // progress
        current.commitTransaction();
        long now = clock.millis();
        for (PendingEvents.Waiting one : batch) {
            for (PendingEvent event : one.events()) {
                latency.record(Duration.ofMillis(Math.max(0, now - event.time().toEpochMilli())));
                meters.counter("rhannu.events.published", "type", event.type()).increment();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(String id, PendingEvent event, PendingEvent.Message message) {
        String data = message.data();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                message.topic(),
                id.getBytes(StandardCharsets.UTF_8),
                data == null ? null : data.getBytes(StandardCharsets.UTF_8));
        CloudEventHeaders.write(record.headers(), id, event, message, source);
        return record;
    }

    /** Rolls the segments of quiet partitions, which may hold erased data. */
    void rollSegments() {
        roller.roll(producer());
    }

    void close() {
        Producer<byte[], byte[]> current = producer;
        producer = null;
        if (current != null) {
            try {
                current.close(Duration.ZERO);
            } catch (RuntimeException | Error e) {
                log.debug("A producer did not close", e);
            }
        }
    }
}
