package wales.rhannu.starter.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** CloudEvents 1.0 in Kafka's binary content mode (Kafka protocol binding, section 3.2): plain UTF-8 headers. */
final class CloudEventHeaders {

    private CloudEventHeaders() {}

    static void write(
            Headers headers, String subject, PendingEvent event, PendingEvent.Message message, String source) {
        String type = event.typeOf(message);
        write(
                headers,
                subject + "-" + event.sequence(),
                source,
                type,
                subject,
                event.time(),
                schema(message.topic(), type),
                event.sequence(),
                event.traceparent());
    }

    static void write(
            Headers headers,
            String id,
            String source,
            String type,
            String subject,
            Instant time,
            String schema,
            long sequence,
            @Nullable String traceparent) {
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", id);
        add(headers, "ce_source", source);
        add(headers, "ce_type", type);
        add(headers, "ce_subject", subject);
        add(headers, "ce_time", time.toString());
        add(headers, "ce_dataschema", schema);
        add(headers, "ce_sequence", Long.toString(sequence));
        if (traceparent != null) {
            add(headers, "ce_traceparent", traceparent);
        }
        add(headers, "content-type", "application/json");
    }

    /** Where the schema of a type's data on a topic stands: the state differs between an internal topic and a public one. */
    static String schema(String topic, String type) {
        String[] parts = type.split("\\.", 4);
        return "https://rhannu.wales/schemas/" + topic + "/" + parts[parts.length - 1] + ".schema.json";
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
