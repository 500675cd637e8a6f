package wales.rhannu.starter.aggregate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.aggregate.PartialTopic.Part;
import wales.rhannu.starter.outbox.PendingEvent;

/**
 * Makes what one write of an aggregate adds to its outbox: the event for the internal topic and, where what they get changes,
 * for those of a part.
 */
record OutboxWriter<A extends Aggregate<?>>(
        String internalTopic,
        List<PartialTopic<A>> partialTopics,
        JsonMapper json,
        Clock clock,
        Supplier<@Nullable String> traceparent) {

    private static final int MOST_PENDING = 100;
    private static final long MOST_PENDING_BYTES = 1 << 20;

    /** The next sequence; it increases even after a clock was set back or the database was restored. */
    long sequenceAfter(long previous) {
        return Math.max(previous + 1, clock.millis());
    }

    /**
     * The event of a write that erases nothing.
     *
     * @param before the document that it changes; an empty one for a new aggregate
     */
    PendingEvent event(DomainEvent event, ObjectNode state, List<Part> parts, long sequence, Document before) {
        List<PendingEvent.Message> messages = new ArrayList<>();
        messages.add(new PendingEvent.Message(internalTopic, data(state, json.valueToTree(event))));
        for (Part part : parts) {
            if (part.isNewsAfter(before)) {
                messages.add(message(part, part.topic().type() == null ? event.publicChange() : Map.of()));
            }
        }
        return pending(type(event), sequence, messages);
    }

    private PendingEvent.Message message(Part part, Object change) {
        ObjectNode state = part.state();
        return new PendingEvent.Message(
                part.topic().name(),
                state == null ? null : data(state, json.valueToTree(change)),
                part.topic().type());
    }

    /** An event for one topic of a part alone, as if a write had changed that. */
    PendingEvent retelling(Part part, String type, long sequence) {
        return pending(type, sequence, List.of(message(part, Map.of())));
    }

    /**
     * The last event: a tombstone for each topic that may show a state. It replaces all that waits, which holds what must go.
     * Of what waits, some may be sent at this moment, or may have been there to take back what was sent before: so whatever
     * it says, the topic of a part needs a tombstone too.
     */
    PendingEvent erasure(DomainEvent event, long sequence, Document before) {
        List<PendingEvent.Message> messages = new ArrayList<>();
        messages.add(new PendingEvent.Message(internalTopic, null));
        for (PartialTopic<A> topic : partialTopics) {
            if (before.containsKey(topic.told()) || waitsFor(topic, before)) {
                messages.add(new PendingEvent.Message(topic.name(), null, topic.type()));
            }
        }
        return pending(type(event), sequence, messages);
    }

    private static boolean waitsFor(PartialTopic<?> topic, Document before) {
        return waiting(before).stream()
                .flatMap(pending -> pending.messages().stream())
                .anyMatch(message -> message.topic().equals(topic.name()));
    }

    private static String type(DomainEvent event) {
        EventType type = event.getClass().getAnnotation(EventType.class);
        if (type == null) {
            throw new IllegalStateException(event.getClass() + " lacks @EventType");
        }
        return type.value();
    }

    private PendingEvent pending(String type, long sequence, List<PendingEvent.Message> messages) {
        return new PendingEvent(sequence, type, Instant.ofEpochMilli(clock.millis()), traceparent.get(), messages);
    }

    private String data(JsonNode state, JsonNode change) {
        Map<String, JsonNode> data = new LinkedHashMap<>();
        data.put("state", state);
        data.put("change", change);
        return json.writeValueAsString(data);
    }

    /**
     * The key of the last pending event, if it has the same type and goes to the internal topic alone, so that the new event
     * replaces it.
     */
    static Optional<String> replaceable(Document before, PendingEvent by) {
        return waiting(before).stream()
                .reduce((earlier, later) -> later)
                .filter(last -> last.type().equals(by.type()) && last.messages().size() == 1)
                .map(PendingEvent::key);
    }

    /** @throws DomainException unavailable when too much waits */
    static void mustHaveRoom(Document before) {
        List<PendingEvent> waiting = waiting(before);
        long bytes = waiting.stream().mapToLong(PendingEvent::bytes).sum();
        if (waiting.size() >= MOST_PENDING || bytes >= MOST_PENDING_BYTES) {
            throw DomainException.unavailable("too-much-pending", Duration.ofSeconds(5));
        }
    }

    private static List<PendingEvent> waiting(Document document) {
        return PendingEvent.inOrder(document.get(PendingEvent.OUTBOX, new Document()));
    }
}
