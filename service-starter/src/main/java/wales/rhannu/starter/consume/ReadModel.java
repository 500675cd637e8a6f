package wales.rhannu.starter.consume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.messaging.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.mongo.Cursors;
import wales.rhannu.starter.mongo.MajorityConcern;

/**
 * What this service keeps of another's topic: the newest state of each subject, by id, applied whatever the event's type
 * and only when its sequence is higher than the one applied before.
 *
 * @param <T> a record of ours with the fields that we use; fields that are added to the event are ignored
 */
public final class ReadModel<T> implements Consumer<Message<?>> {

    private final String topic;
    private final String collection;
    private final Class<T> type;
    private final MongoTemplate mongo;
    private final JsonMapper json;
    private final List<BiConsumer<String, Optional<T>>> listeners = new CopyOnWriteArrayList<>();

    ReadModel(String topic, String collection, Class<T> type, MongoTemplate mongo, JsonMapper json) {
        this.topic = topic;
        this.collection = collection;
        this.type = type;
        this.mongo = mongo;
        this.json = json;
    }

    String topic() {
        return topic;
    }

    /**
     * Applies an event.
     *
     * @throws IllegalArgumentException when the message is no CloudEvent of ours, or its state does not fit the type
     */
    @Override
    public void accept(Message<?> message) {
        ReceivedEvent event = ReceivedEvent.from(message);
        if (!event.isControl()) {
            apply(event);
        }
    }

    private void apply(ReceivedEvent event) {
        T state = event.isTombstone() ? null : read(event);
        while (true) {
            Document before = load(event.subject());
            if (before != null && before.get("sequence", Number.class).longValue() >= event.sequence()) {
                if (confirm(before)) {
                    return;
                }
                continue;
            }
            if (before == null ? insert(event, state) : replace(before, event, state)) {
                listeners.forEach(listener -> listener.accept(event.subject(), Optional.ofNullable(state)));
                return;
            }
        }
    }

    private T read(ReceivedEvent event) {
        JsonNode data = event.data();
        JsonNode state = data == null ? null : data.get("state");
        if (state == null || !state.isObject()) {
            throw new IllegalArgumentException("The event " + event.id() + " has no state.");
        }
        return json.convertValue(state, type);
    }

    private boolean insert(ReceivedEvent event, @Nullable T state) {
        Document document = new Document("_id", event.subject()).append("sequence", event.sequence());
        if (state != null) {
            document.append("state", toDocument(state));
        }
        try {
            mongo.execute(collection, c -> MajorityConcern.writes(c).insertOne(document));
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** A tombstone keeps id and sequence, so that the redelivery of an earlier event restores nothing. */
    private boolean replace(Document before, ReceivedEvent event, @Nullable T state) {
        Document set = new Document("sequence", event.sequence());
        Document update = new Document("$set", set);
        if (state == null) {
            update.append("$unset", new Document("state", ""));
        } else {
            set.append("state", toDocument(state));
        }
        return update(before, update);
    }

    /** Changes a state, unless it has changed since it was read. */
    private boolean update(Document read, Document update) {
        Document guard = new Document("_id", read.get("_id")).append("sequence", read.get("sequence"));
        Boolean done = mongo.execute(
                collection,
                c -> MajorityConcern.writes(c).updateOne(guard, update).getMatchedCount() == 1);
        return Boolean.TRUE.equals(done);
    }

    /**
     * Whether most of the replica set has a document as it was read: what another delivery wrote may be on the primary alone,
     * and the record must not be done with before a failover can no longer undo that.
     */
    private boolean confirm(Document read) {
        return update(read, new Document("$set", new Document("sequence", read.get("sequence"))));
    }

    private Document toDocument(T state) {
        return Document.parse(json.writeValueAsString(state));
    }

    private @Nullable Document load(String id) {
        return mongo.execute(collection, c -> c.find(new Document("_id", id)).first());
    }

    /** The state of a subject; empty if it is unknown or erased. */
    public Optional<T> find(String id) {
        Document document = load(id);
        return document == null || !document.containsKey("state") ? Optional.empty() : Optional.of(restore(document));
    }

    /** Those that match; fields are named {@code state.<field>}. */
    public List<T> find(Query query) {
        Document filter = new Document(query.getQueryObject());
        filter.putIfAbsent("state", new Document("$exists", true));
        List<T> found = new ArrayList<>();
        mongo.execute(collection, c -> {
            c.find(filter)
                    .batchSize(Cursors.BATCH_SIZE)
                    .sort(query.getSortObject())
                    .limit(query.getLimit())
                    .skip((int) query.getSkip())
                    .forEach(document -> found.add(restore(document)));
            return true;
        });
        return found;
    }

    private T restore(Document document) {
        return json.convertValue(document.get("state", Document.class), type);
    }

    /** Calls the listener after each applied change; the state is empty if the subject was erased. */
    public ReadModel<T> onChange(BiConsumer<String, Optional<T>> listener) {
        listeners.add(listener);
        return this;
    }
}
