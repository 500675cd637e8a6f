package wales.rhannu.starter.consume;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A CloudEvent (1.0) as read from Kafka (binary mode).
 *
 * @param data {@code {"state": …, "change": …}}; null for a tombstone
 */
public record ReceivedEvent(
        String topic,
        int partition,
        long offset,
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        String dataSchema,
        long sequence,
        @Nullable String traceparent,
        @Nullable String partner,
        @Nullable JsonNode data) {

    private static final String CONTROL = "wales.rhannu.control.";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Reads a record as a stock consumer gives it.
     *
     * @throws IllegalArgumentException when it is no CloudEvent of ours
     */
    public static ReceivedEvent from(ConsumerRecord<byte[], byte[]> record) {
        return read(
                record.topic(),
                record.partition(),
                record.offset(),
                name -> {
                    Header header = record.headers().lastHeader(name);
                    return header == null ? null : header.value();
                },
                record.value());
    }

    /**
     * Reads a message as Spring Cloud Stream gives it.
     *
     * @throws IllegalArgumentException when it is no CloudEvent of ours
     */
    public static ReceivedEvent from(Message<?> message) {
        Integer partition = message.getHeaders().get(KafkaHeaders.RECEIVED_PARTITION, Integer.class);
        Long offset = message.getHeaders().get(KafkaHeaders.OFFSET, Long.class);
        return read(
                topicOf(message),
                partition == null ? 0 : partition,
                offset == null ? 0 : offset,
                name -> message.getHeaders().get(name),
                message.getPayload() instanceof byte[] value ? value : null);
    }

    static String topicOf(Message<?> message) {
        String topic = message.getHeaders().get(KafkaHeaders.RECEIVED_TOPIC, String.class);
        return topic == null ? "" : topic;
    }

    private static ReceivedEvent read(
            String topic,
            int partition,
            long offset,
            Function<String, @Nullable Object> headers,
            byte @Nullable [] value) {
        return new ReceivedEvent(
                topic,
                partition,
                offset,
                required(headers, "id"),
                required(headers, "source"),
                required(headers, "type"),
                required(headers, "subject"),
                time(required(headers, "time")),
                required(headers, "dataschema"),
                number(required(headers, "sequence")),
                optional(headers, "traceparent"),
                optional(headers, "partner"),
                value == null ? null : data(value));
    }

    private static String required(Function<String, @Nullable Object> headers, String name) {
        String value = optional(headers, name);
        if (value == null) {
            throw new IllegalArgumentException("A record without the header ce_" + name + " is no CloudEvent of ours.");
        }
        return value;
    }

    /** The prefix is {@code ce_} on Kafka; the test binder of Spring Cloud Stream writes {@code ce-}. */
    private static @Nullable String optional(Function<String, @Nullable Object> headers, String name) {
        Object value = headers.apply("ce_" + name);
        if (value == null) {
            value = headers.apply("ce-" + name);
        }
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value == null ? null : value.toString();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("ce_time is no instant: " + text, e);
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("ce_sequence is no number: " + text, e);
        }
    }

    private static JsonNode data(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("The data is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Whether this is a tombstone. */
    public boolean isTombstone() {
        return data == null;
    }

    /** Whether it is a control record, which consumers ignore. */
    boolean isControl() {
        return type.startsWith(CONTROL);
    }
}
