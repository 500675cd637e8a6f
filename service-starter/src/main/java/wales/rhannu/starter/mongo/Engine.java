package wales.rhannu.starter.mongo;

import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Which engine a database runs on, as far as indexes are concerned. */
public final class Engine {

    private Engine() {}

    /** Whether it is the embedded engine of the quickstart and the tests: a real MongoDB names the allocator it was built with. */
    public static boolean isEmbedded(MongoDatabase database) {
        Document build = database.runCommand(new Document("buildInfo", 1));
        return !build.containsKey("allocator");
    }

    /**
     * Makes sure of a unique index on exactly {@code _id} and one more field, where the engine is the embedded one: it
     * finds a document by an index only if a query names just the keys of a unique one. A real MongoDB finds it by
     * {@code _id}.
     */
    public static void indexGuard(MongoTemplate mongo, String collection, String field) {
        if (isEmbedded(mongo.getDb())) {
            create(
                    mongo,
                    collection,
                    List.of(new Document("name", "_id_" + field)
                            .append("key", new Document("_id", 1).append(field, 1))
                            .append("unique", true)));
        }
    }

    /** Creates indexes that are not there yet, each given as the {@code createIndexes} command takes it. */
    public static void create(MongoTemplate mongo, String collection, List<Document> indexes) {
        mongo.getDb().runCommand(new Document("createIndexes", collection).append("indexes", new ArrayList<>(indexes)));
    }
}
