package wales.rhannu.starter.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * An event that waits in its aggregate's document, under a key of its own so that it can be removed without touching
 * those that came after it.
 *
 * @param messages one for each topic that gets it
 */
public record PendingEvent(
        long sequence, String type, Instant time, @Nullable String traceparent, List<Message> messages) {

    /** The field of the document that holds the pending events. */
    public static final String OUTBOX = "outbox";

    /**
     * What one topic gets.
     *
     * @param data JSON; null for a tombstone
     * @param type of the event there, where it is another than elsewhere
     */
    public record Message(String topic, @Nullable String data, @Nullable String type) {

        public Message(String topic, @Nullable String data) {
            this(topic, data, null);
        }
    }

    /** The type of the event that one topic gets. */
    public String typeOf(Message message) {
        return message.type() == null ? type : message.type();
    }

    /** Its key within {@link #OUTBOX}. */
    public String key() {
        return "s" + sequence;
    }

    /** Its size, as far as it counts. */
    public long bytes() {
        long bytes = 0;
        for (Message message : messages) {
            String data = message.data();
            bytes += data == null ? 0 : data.getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes;
    }

    /** As it stands in the document. */
    public Document toDocument() {
        List<Document> all = new ArrayList<>();
        for (Message message : messages) {
            Document one = new Document("topic", message.topic()).append("data", message.data());
            all.add(message.type() == null ? one : one.append("type", message.type()));
        }
        return new Document("sequence", sequence)
                .append("type", type)
                .append("time", Date.from(time))
                .append("traceparent", traceparent)
                .append("messages", all);
    }

    /** What waits in a document's outbox, earliest first. */
    public static List<PendingEvent> inOrder(Document outbox) {
        List<PendingEvent> all = new ArrayList<>(outbox.size());
        for (Object value : outbox.values()) {
            Document entry = (Document) value;
            List<Message> messages = new ArrayList<>();
            for (Document message : entry.getList("messages", Document.class)) {
                messages.add(
                        new Message(message.getString("topic"), message.getString("data"), message.getString("type")));
            }
            all.add(new PendingEvent(
                    entry.get("sequence", Number.class).longValue(),
                    entry.getString("type"),
                    entry.getDate("time").toInstant(),
                    entry.getString("traceparent"),
                    messages));
        }
        all.sort(Comparator.comparingLong(PendingEvent::sequence));
        return all;
    }
}
