package wales.rhannu.starter.mongo;

import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The indexes of a collection. */
public final class Indexes {

    private Indexes() {}

    /** Creates those that are not there yet, each given as the {@code createIndexes} command takes it. */
    public static void create(MongoTemplate mongo, String collection, List<Document> indexes) {
        mongo.getDb().runCommand(new Document("createIndexes", collection).append("indexes", new ArrayList<>(indexes)));
    }
}
