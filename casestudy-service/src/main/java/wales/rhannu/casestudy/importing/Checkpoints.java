package wales.rhannu.casestudy.importing;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;

/** The progress of unfinished imports, so that any instance can continue one. */
@Repository
class Checkpoints {

    private static final String COLLECTION = "import_progress";
    private static final String STARTED_BY = "startedBy";

    private final MongoTemplate mongo;

    Checkpoints(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    Checkpoint of(String id, int total) {
        Document document =
                mongo.execute(COLLECTION, c -> c.find(new Document("_id", id)).first());
        if (document == null) {
            return new Checkpoint(0, Import.Rows.noneOf(total), Set.of(), -1, null, 0);
        }
        return new Checkpoint(
                number(document, "position"),
                new Import.Rows(
                        total,
                        number(document, "created"),
                        number(document, "updated"),
                        number(document, "unchanged"),
                        number(document, "kept"),
                        number(document, "refused"),
                        number(document, "excluded")),
                new HashSet<>(document.getList("there", Integer.class, List.of())),
                document.get("thereFor") == null ? -1 : number(document, "thereFor"),
                Instant.parse(document.getString("startedAt")),
                document.getList(STARTED_BY, String.class, List.of()).size());
    }

    private static int number(Document document, String field) {
        Number number = document.get(field, Number.class);
        return number == null ? 0 : number.intValue();
    }

    /**
     * Notes that an import is begun, unless it was, and by whom.
     *
     * @param process tells one run of an instance from another
     */
    Checkpoint start(String id, int total, Instant now, String process) {
        Document start = new Document("_id", id).append("position", 0).append("startedAt", now.toString());
        try {
            mongo.execute(COLLECTION, c -> durable(c).insertOne(start));
        } catch (DuplicateKeyException e) {
            // begun before
        }
        Document startedBy = new Document("$addToSet", new Document(STARTED_BY, process));
        mongo.execute(COLLECTION, c -> durable(c).updateOne(new Document("_id", id), startedBy));
        return of(id, total);
    }

    /** Records which rows of the batch at a position existed before; returns whether this instance still owns the import. */
    boolean begin(String id, Checkpoint at, Set<Integer> there) {
        Document set = toDocument(at).append("there", List.copyOf(there)).append("thereFor", at.position());
        return move(id, at.position(), set);
    }

    /** Moves on after a reported batch; returns whether this instance still owned the import. */
    boolean advance(String id, int from, Checkpoint after) {
        return move(id, from, toDocument(after).append(STARTED_BY, List.of()));
    }

    /** Deletes the progress of a finished import. */
    void remove(String id) {
        mongo.execute(COLLECTION, c -> durable(c).deleteOne(new Document("_id", id)));
    }

    private boolean move(String id, int from, Document set) {
        Document guard = new Document("_id", id).append("position", from);
        Boolean moved = mongo.execute(
                COLLECTION,
                c -> durable(c).updateOne(guard, new Document("$set", set)).getMatchedCount() == 1);
        return Boolean.TRUE.equals(moved);
    }

    private static MongoCollection<Document> durable(MongoCollection<Document> c) {
        return c.withWriteConcern(WriteConcern.MAJORITY);
    }

    private static Document toDocument(Checkpoint checkpoint) {
        return new Document("position", checkpoint.position())
                .append("created", checkpoint.rows().created())
                .append("updated", checkpoint.rows().updated())
                .append("kept", checkpoint.rows().kept())
                .append("unchanged", checkpoint.rows().unchanged())
                .append("refused", checkpoint.rows().refused())
                .append("excluded", checkpoint.rows().excluded());
    }
}
