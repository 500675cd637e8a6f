package wales.rhannu.starter.outbox;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.mongo.Cursors;
import wales.rhannu.starter.mongo.MajorityConcern;

/**
 * The events that wait in the documents of aggregates. What is read is what most of the replica set has: the event of a write
 * that a failover undoes is never seen here. What is removed stays removed for the same reason.
 */
final class PendingEvents {

    private static final Document WAITS = new Document("pending", new Document("$gt", 0L));

    /** A document and the events that wait in it, earliest first; a transaction has all of them or none. */
    record Waiting(Outbox.Place place, long version, long sequence, List<PendingEvent> events) {

        /** Their approximate size in memory. */
        long size() {
            long size = 0;
            for (PendingEvent event : events) {
                for (PendingEvent.Message message : event.messages()) {
                    String data = message.data();
                    size += data == null ? 0 : data.length();
                }
            }
            return size;
        }
    }

    private final MongoTemplate mongo;

    PendingEvents(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    /** Those documents of a collection that have some, with the sequence of the oldest of each: that of all comes first. */
    List<Document> oldest(String collection, int most) {
        List<Document> found = new ArrayList<>();
        mongo.execute(collection, c -> MajorityConcern.reads(c)
                .find(WAITS)
                .projection(new Document("pending", 1))
                .sort(new Document("pending", 1))
                .limit(most)
                .batchSize(Cursors.BATCH_SIZE_OF_IDS)
                .into(found));
        return found;
    }

    /** Reads what waits in some documents, one after the other. */
    void each(List<Outbox.Place> places, Consumer<Waiting> what) {
        Map<String, List<String>> ids = new LinkedHashMap<>();
        for (Outbox.Place place : places) {
            ids.computeIfAbsent(place.collection(), c -> new ArrayList<>()).add(place.id());
        }
        ids.forEach((collection, some) -> mongo.execute(collection, c -> {
            MajorityConcern.reads(c)
                    .find(new Document("_id", some.size() == 1 ? some.get(0) : new Document("$in", some)))
                    .projection(new Document("version", 1)
                            .append("sequence", 1)
                            .append("pending", 1)
                            .append(PendingEvent.OUTBOX, 1))
                    .batchSize(Cursors.BATCH_SIZE)
                    .forEach(document -> {
                        if (document.containsKey("pending")) {
                            what.accept(waiting(collection, document));
                        }
                    });
            return true;
        }));
    }

    private static Waiting waiting(String collection, Document document) {
        return new Waiting(
                new Outbox.Place(collection, document.getString("_id")),
                document.get("version", Number.class).longValue(),
                document.get("sequence", Number.class).longValue(),
                PendingEvent.inOrder(document.get(PendingEvent.OUTBOX, new Document())));
    }

    /**
     * Removes what was sent: all at once, with the mark that something waits, where the document is the one that was read; or
     * by the events' keys. Version and sequence together name one write, also where a failover or a restored database put
     * another in the place of the one that was read.
     */
    void remove(List<Waiting> sent) {
        Map<String, List<Waiting>> byCollection = new LinkedHashMap<>();
        sent.forEach(one -> byCollection
                .computeIfAbsent(one.place().collection(), c -> new ArrayList<>())
                .add(one));
        byCollection.forEach((collection, some) -> {
            int unchanged = update(
                    collection,
                    some,
                    one -> new UpdateOneModel<>(
                            new Document("_id", one.place().id())
                                    .append("version", one.version())
                                    .append("sequence", one.sequence()),
                            new Document("$unset", new Document(PendingEvent.OUTBOX, "").append("pending", ""))));
            if (unchanged < some.size()) {
                // the mark stays: who wrote meanwhile has woken the relay, which removes both then
                List<Waiting> events =
                        some.stream().filter(one -> !one.events().isEmpty()).toList();
                update(collection, events, one -> {
                    Document keys = new Document();
                    one.events().forEach(event -> keys.append(PendingEvent.OUTBOX + "." + event.key(), ""));
                    return new UpdateOneModel<>(new Document("_id", one.place().id()), new Document("$unset", keys));
                });
            }
        });
    }

    private int update(String collection, List<Waiting> some, Function<Waiting, UpdateOneModel<Document>> update) {
        if (some.isEmpty()) {
            return 0;
        }
        List<UpdateOneModel<Document>> updates = some.stream().map(update).toList();
        Integer matched = mongo.execute(collection, c -> MajorityConcern.writes(c)
                .bulkWrite(updates, new BulkWriteOptions().ordered(false))
                .getMatchedCount());
        return matched == null ? 0 : matched;
    }

    /** Removes the events that the last transaction of an earlier relay has already sent. */
    void forget(List<RelayProgress.Sent> sent) {
        for (RelayProgress.Sent one : sent) {
            mongo.execute(one.collection(), c -> MajorityConcern.writes(c)
                    .updateOne(
                            new Document("_id", one.id()),
                            new Document("$unset", new Document(PendingEvent.OUTBOX + "." + one.key(), ""))));
        }
    }
}
