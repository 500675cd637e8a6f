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

    /** Creates indexes that are not there yet, each given as the {@code createIndexes} command takes it. */
    public static void create(MongoTemplate mongo, String collection, List<Document> indexes) {
        mongo.getDb().runCommand(new Document("createIndexes", collection).append("indexes", new ArrayList<>(indexes)));
    }
}
