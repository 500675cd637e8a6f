package wales.rhannu.partner.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.consume.ReceivedEvent;

/** A CloudEvent in JSON format, serialized once for all readers. */
final class WireEvent {

    private static final String CONTROL = "wales.rhannu.control.";
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int partition;
    private final long offset;
    private final byte[] message;
    private final int jsonAt;

    private WireEvent(int partition, long offset, byte[] message, int jsonAt) {
        this.partition = partition;
        this.offset = offset;
        this.message = message;
        this.jsonAt = jsonAt;
    }

    static WireEvent of(ReceivedEvent event) {
        ByteArrayOutputStream message = new ByteArrayOutputStream(1024);
        // a line break in a name would end the line
        String name = event.type().replaceAll("\\p{Cntrl}", " ");
        message.writeBytes(("event: " + name + "\n").getBytes(StandardCharsets.UTF_8));
        message.writeBytes(DATA);
        int jsonAt = message.size();
        write(event, message);
        message.writeBytes(new byte[] {'\n', '\n'});
        return new WireEvent(event.partition(), event.offset(), message.toByteArray(), jsonAt);
    }

    /** Whether it is there for the broker's sake only. */
    static boolean isControl(ReceivedEvent event) {
        return event.type().startsWith(CONTROL);
    }

    private static void write(ReceivedEvent event, ByteArrayOutputStream out) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringProperty("specversion", "1.0");
            json.writeStringProperty("id", event.id());
            json.writeStringProperty("source", event.source());
            json.writeStringProperty("type", event.type());
            json.writeStringProperty("subject", event.subject());
            json.writeStringProperty("time", event.time().toString());
            json.writeStringProperty("dataschema", event.dataSchema());
            json.writeStringProperty("sequence", Long.toString(event.sequence()));
            if (event.traceparent() != null) {
                json.writeStringProperty("traceparent", event.traceparent());
            }
            if (event.partner() != null) {
                json.writeStringProperty("partner", event.partner());
            }
            if (event.data() != null) {
                json.writeStringProperty("datacontenttype", "application/json");
                json.writeName("data");
                json.writeTree(event.data());
            }
            json.writeEndObject();
        }
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    int size() {
        return message.length;
    }

    /** How long the CloudEvent is. */
    int jsonSize() {
        return message.length - jsonAt - 2;
    }

    /** Adds the CloudEvent. */
    void writeJson(ByteBuffer page) {
        page.put(message, jsonAt, jsonSize());
    }

    /** The server-sent event but for its id, which each reader has its own of. */
    byte[] message() {
        return message;
    }

    /**
     * Where in the {@link #message} a reader's begins: at the line that names the event, or after it. A browser's
     * {@code EventSource} gives named events only to listeners for that name, so they have a name only for who asks for it.
     */
    int begin(boolean named) {
        return named ? 0 : jsonAt - DATA.length;
    }
}
