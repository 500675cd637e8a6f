package wales.rhannu.starter.aggregate;

import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.mongo.MajorityConcern;

/**
 * The documents of a collection, one at a time. What is loaded to be changed is read from the primary as it is, or newer
 * versions would be missed; what is written is kept by most of the replica set once it returns.
 */
record Documents(MongoTemplate mongo, String collection) {

    @Nullable
    Document load(String id) {
        return mongo.execute(collection, c -> c.find(new Document("_id", id)).first());
    }

    /** @throws org.springframework.dao.DuplicateKeyException when the id, or a unique value, is taken */
    void insert(Document document) {
        mongo.execute(collection, c -> MajorityConcern.writes(c).insertOne(document));
    }

    /**
     * Changes a document, unless it is no longer as it was read. Version and sequence together name one write: no write of a
     * history that a failover undid has both in common with the one that took its place.
     *
     * @return whether it was changed
     * @throws org.springframework.dao.DuplicateKeyException when a unique value is taken
     */
    boolean update(Document before, Document update) {
        Document guard = new Document("_id", before.get("_id"))
                .append("version", before.get("version"))
                .append("sequence", before.get("sequence"));
        Boolean done = mongo.execute(
                collection,
                c -> MajorityConcern.writes(c).updateOne(guard, update).getMatchedCount() == 1);
        return Boolean.TRUE.equals(done);
    }

    /**
     * Whether most of the replica set has a document as it was read. A write that changes nothing waits, as any does, until
     * most have all that came before it; where the document was changed meanwhile, or a failover undid it, it does not match.
     */
    boolean confirm(Document document) {
        return update(document, new Document("$set", new Document("version", document.get("version"))));
    }

    /** As {@link #confirm}; also remembers a request that changed nothing, so that its repeat does not undo later changes. */
    boolean remember(Document document, RequestContext context) {
        Document request = RememberedRequests.entry(context);
        return request == null
                ? confirm(document)
                : update(document, new Document("$push", RememberedRequests.push(request)));
    }

    static boolean erased(Document document) {
        return document.containsKey("erased");
    }
}
