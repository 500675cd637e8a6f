package wales.rhannu.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aDatabaseWithoutSpaceRefusesWritesAndAnswersReads() {
        Path file = folder.resolve("data.mv");
        int port = FreePorts.next();
        try (EmbeddedMongo mongo = EmbeddedMongo.start(file, port);
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            things(client).insertOne(new Document("_id", "a"));
        }
        try (EmbeddedMongo mongo = EmbeddedMongo.start(
                        file, EmbeddedMongo.loopback(port), Room.of(file, Long.MAX_VALUE), why -> {});
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            MongoCollection<Document> things = things(client);
            assertThat(things.find()).hasSize(1);
            assertRefused(() -> things.insertOne(new Document("_id", "b")));
            assertRefused(() -> things.updateOne(new Document("_id", "a"), new Document("$set", new Document("b", 1))));
            assertRefused(() ->
                    things.findOneAndUpdate(new Document("_id", "a"), new Document("$set", new Document("b", 1))));
            assertRefused(() -> things.deleteOne(new Document("_id", "a")));
            assertRefused(() -> client.getDatabase("test").runCommand(new Document("ping", 1)));
            assertThat(things.countDocuments(new Document("_id", "a"))).isOne();
        }
    }

    private static MongoCollection<Document> things(MongoClient client) {
        return client.getDatabase("test").getCollection("things");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
        assertThatExceptionOfType(MongoCommandException.class)
                .isThrownBy(write)
                .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(Room.OUT_OF_SPACE));
    }
}
