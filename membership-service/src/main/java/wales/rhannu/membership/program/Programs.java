package wales.rhannu.membership.program;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Repository;
import wales.rhannu.starter.mongo.Indexes;

/** The programs. They raise no events, so that no secret's hash leaves this database. */
@Repository
public class Programs {

    private static final String COLLECTION = "programs";

    private final MongoTemplate mongo;

    Programs(MongoTemplate mongo) {
        this.mongo = mongo;
        Indexes.create(mongo, COLLECTION, List.of(Indexes.of("createdBy")));
    }

    /** @return whether it was added; false where the id is taken */
    boolean add(Program program) {
        Document document = new Document("_id", program.id())
                .append("name", program.name())
                .append("organisation", program.organisation())
                .append("roles", List.copyOf(program.roles()))
                .append("secretHash", program.secretHash())
                .append("createdAt", Date.from(program.createdAt()))
                .append("createdBy", program.createdBy());
        try {
            mongo.execute(COLLECTION, c -> c.insertOne(document));
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    public Optional<Program> find(String id) {
        return Optional.ofNullable(mongo.execute(
                        COLLECTION, c -> c.find(new Document("_id", id)).first()))
                .map(Programs::program);
    }

    List<Program> after(@Nullable String id, int limit) {
        Document filter = id == null ? new Document() : new Document("_id", new Document("$gt", id));
        List<Program> found = new ArrayList<>();
        mongo.execute(COLLECTION, c -> {
            c.find(filter).sort(new Document("_id", 1)).limit(limit).forEach(document -> found.add(program(document)));
            return true;
        });
        return found;
    }

    boolean remove(String id) {
        Long removed = mongo.execute(
                COLLECTION, c -> c.deleteOne(new Document("_id", id)).getDeletedCount());
        return removed != null && removed == 1;
    }

    /** Whoever registered some of them has left: the programs go on. */
    public void forget(String member) {
        Document theirs = new Document("createdBy", member);
        mongo.execute(COLLECTION, c -> c.updateMany(theirs, new Document("$unset", new Document("createdBy", ""))));
    }

    private static Program program(Document document) {
        Date created = document.getDate("createdAt");
        return new Program(
                document.getString("_id"),
                document.getString("name"),
                document.getString("organisation"),
                new TreeSet<>(document.getList("roles", String.class)),
                document.getString("secretHash"),
                Instant.ofEpochMilli(created.getTime()),
                document.getString("createdBy"));
    }
}
