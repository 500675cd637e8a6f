package wales.rhannu.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryShapesIT {

    @Test
    void whatIsLookedForIsWrittenDownOnceAndWithoutValues(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("shapes");
        MongoServer server = new MongoServer(
                new QueryShapes(file).of(new SnapshotBackend(MVStore.open(null), SpaceGuard.unbounded())));
        try (MongoClient client =
                MongoClients.create("mongodb://127.0.0.1:" + server.bind().getPort())) {
            MongoCollection<Document> things = client.getDatabase("test").getCollection("things");
            things.createIndex(new Document("kind", 1).append("at", -1));
            for (int i = 0; i < 3; i++) {
                things.find(Filters.and(
                                Filters.eq("kind", "secret" + i),
                                Filters.or(Filters.gt("at", i), Filters.eq("name", null))))
                        .sort(new Document("at", -1))
                        .into(new ArrayList<>());
                things.countDocuments(Filters.in("kind", "secret" + i, "other"));
                things.updateMany(Filters.lt("at", i), new Document("$set", new Document("kind", "secret")));
                things.deleteMany(Filters.regex("kind", Pattern.compile("^secret")));
                things.findOneAndDelete(Filters.exists("kind", false));
            }
        } finally {
            server.shutdownNow();
        }

        List<String> lines = Files.readAllLines(file).stream()
                .map(line -> line.replaceAll("[ \"]", ""))
                .toList();
        String of = ",database:test,collection:things,";
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "{command:createIndexes" + of + "index:{name:kind_1_at_-1,key:{kind:1,at:-1}}}",
                        "{command:find" + of
                                + "filter:{$and:[{kind:1},{$or:[{at:{$gt:1}},{name:null}]}]},sort:{at:-1}}",
                        "{command:aggregate" + of + "filter:{kind:{$in:1}},sort:{}}",
                        "{command:update" + of + "filter:{at:{$lt:1}},sort:{}}",
                        "{command:delete" + of + "filter:{kind:{$regex:prefix}},sort:{}}",
                        "{command:findAndModify" + of + "filter:{kind:{$exists:false}},sort:{}}");
    }
}
