package wales.rhannu.endtoend;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.RawBsonDocument;
import wales.rhannu.testplatform.Platform;

/** What stands in the services' databases, whatever it is. */
final class StoredDocuments {

    private static final Set<String> ENGINE = Set.of("admin", "local", "config");

    /** By their ids, which are texts: a query that no index answers would fail the tests. */
    private static final Document ALL = new Document("_id", new Document("$gte", ""));

    private StoredDocuments() {}

    /** The collections, as {@code database.collection}, of which a document has one of these words anywhere, in its binary data too. */
    static Set<String> with(Platform platform, List<String> words) {
        Set<String> found = new TreeSet<>();
        try (MongoClient client = MongoClients.create(platform.mongoUri("admin"))) {
            for (String database : client.listDatabaseNames()) {
                if (ENGINE.contains(database)) {
                    continue;
                }
                for (String collection : client.getDatabase(database).listCollectionNames()) {
                    for (RawBsonDocument document : client.getDatabase(database)
                            .getCollection(collection, RawBsonDocument.class)
                            .find(ALL)) {
                        String text = new String(document.getByteBuffer().array(), StandardCharsets.ISO_8859_1);
                        if (words.stream().anyMatch(text::contains)) {
                            found.add(database + "." + collection);
                            break;
                        }
                    }
                }
            }
        }
        return found;
    }
}
