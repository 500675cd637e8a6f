package wales.rhannu.testplatform;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;

/** The platform's database server, read by a separate client. */
final class Database {

    private Database() {}

    static boolean answers(String uri) {
        try (MongoClient client = MongoClients.create(uri + "?serverSelectionTimeoutMS=5000&connectTimeoutMS=5000")) {
            client.getDatabase("admin").runCommand(new Document("ping", 1));
            return true;
        } catch (MongoException e) {
            return false;
        }
    }
}
