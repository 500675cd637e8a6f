package wales.rhannu.starter.aggregate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.outbox.Pending;

/**
 * Makes what one write of an aggregate adds to its outbox: the event for the internal topic and, where what anyone may read
 * changes, for the public one.
 *
 * @param publicTopic null for aggregates that have none
 */
record OutboxWriter(
        String internalTopic,
        @Nullable String publicTopic,
        JsonMapper json,
        Clock clock,
        Supplier<@Nullable String> traceparent) {

    /** The field of a document with the hash of what anyone may read of it, as the last event told it. */
    static final String PUBLISHED = "published";

    private static final int MOST_PENDING = 100;
    private static final long MOST_PENDING_BYTES = 1 << 20;

    /** The next sequence: it rises also after a clock was set back, or the database restored. */
    long sequenceAfter(long previous) {
        return Math.max(previous + 1, clock.millis());
    }

    /** What tells one public state from another; null for none. */
    static @Nullable String hash(@Nullable JsonNode publicState) {
        return publicState == null ? null : Hashes.sha256(publicState.toString());
    }

    /**
     * The event of a write that erases nothing.
     *
     * @param before the document that it changes; an empty one for a new aggregate
     */
    Pending event(
            DomainEvent event, ObjectNode state, @Nullable ObjectNode publicState, long sequence, Document before) {
        List<Pending.Message> messages = new ArrayList<>();
        messages.add(new Pending.Message(internalTopic, data(state, json.valueToTree(event))));
        String published = before.getString(PUBLISHED);
        if (publicTopic != null && !Objects.equals(hash(publicState), published)) {
            messages.add(new Pending.Message(
                    publicTopic,
                    publicState == null ? null : data(publicState, json.valueToTree(event.publicChange()))));
        }
        return pending(event, sequence, messages);
    }

    /**
     * The last event: a tombstone for each topic that may show a state. It replaces all that waits, which holds what must go.
     * Of what waits, some may be sent at this moment, or may have been there to take back what was sent before: so whatever
     * it says, the public topic needs a tombstone too.
     */
    Pending erasure(DomainEvent event, long sequence, Document before) {
        List<Pending.Message> messages = new ArrayList<>();
        messages.add(new Pending.Message(internalTopic, null));
        if (publicTopic != null && (before.containsKey(PUBLISHED) || waitsForPublicTopic(before))) {
            messages.add(new Pending.Message(publicTopic, null));
        }
        return pending(event, sequence, messages);
    }

    private boolean waitsForPublicTopic(Document before) {
        return waiting(before).stream()
                .flatMap(pending -> pending.messages().stream())
                .anyMatch(message -> message.topic().equals(publicTopic));
    }

    private Pending pending(DomainEvent event, long sequence, List<Pending.Message> messages) {
        EventType type = event.getClass().getAnnotation(EventType.class);
        if (type == null) {
            throw new IllegalStateException(event.getClass() + " lacks @EventType");
        }
        return new Pending(sequence, type.value(), Instant.ofEpochMilli(clock.millis()), traceparent.get(), messages);
    }

    private String data(JsonNode state, JsonNode change) {
        Map<String, JsonNode> data = new LinkedHashMap<>();
        data.put("state", state);
        data.put("change", change);
        return json.writeValueAsString(data);
    }

    /** The key of the last event that waits, where it is a draft's autosave that goes to nobody but us. */
    static Optional<String> replaceable(Document before, Pending by) {
        return waiting(before).stream()
                .reduce((earlier, later) -> later)
                .filter(last -> last.type().equals(by.type()) && last.messages().size() == 1)
                .map(Pending::key);
    }

    /** @throws DomainException unavailable when too much waits */
    static void mustHaveRoom(Document before) {
        List<Pending> waiting = waiting(before);
        long bytes = waiting.stream().mapToLong(Pending::bytes).sum();
        if (waiting.size() >= MOST_PENDING || bytes >= MOST_PENDING_BYTES) {
            throw DomainException.unavailable(
                    "too-much-pending",
                    "Too many changes of this wait to be published: try again in a moment.",
                    Duration.ofSeconds(5));
        }
    }

    private static List<Pending> waiting(Document document) {
        return Pending.inOrder(document.get(Pending.OUTBOX, new Document()));
    }
}
