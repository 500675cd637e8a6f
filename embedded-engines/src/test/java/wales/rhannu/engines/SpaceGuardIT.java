package wales.rhannu.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import java.nio.file.Path;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceGuardIT {

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
                        file, EmbeddedMongo.loopback(port), SpaceGuard.of(file, Long.MAX_VALUE), why -> {});
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

    @Test
    void aServiceThatStartsAgainMeanwhileDeclaresItsIndexes() {
        Path file = folder.resolve("data.mv");
        int port = FreePorts.next();
        IndexModel kind = new IndexModel(new Document("kind", 1).append("at", -1));
        IndexModel name = new IndexModel(new Document("name", 1), new IndexOptions().unique(true));
        try (EmbeddedMongo mongo = EmbeddedMongo.start(file, port);
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            things(client).createIndexes(List.of(kind, name));
        }
        try (EmbeddedMongo mongo = EmbeddedMongo.start(
                        file, EmbeddedMongo.loopback(port), SpaceGuard.of(file, Long.MAX_VALUE), why -> {});
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            MongoCollection<Document> things = things(client);
            assertThat(things.createIndexes(List.of(name, kind))).containsExactly("name_1", "kind_1_at_-1");
            IndexModel another = new IndexModel(new Document("other", 1));
            assertRefused(() -> things.createIndexes(List.of(kind, another)));
            IndexOptions itsName = new IndexOptions().name("kind_1_at_-1");
            assertRefused(() -> things.createIndex(new Document("kind", 1).append("at", 1), itsName));
            assertRefused(() -> things.createIndex(new Document("name", 1)));
            assertRefused(() -> client.getDatabase("test").getCollection("more").createIndexes(List.of(kind)));
        }
    }

    @Test
    void aFileIsTidiedOnlyWithTwiceTheReserveFree() {
        long free = SpareSpace.usable(folder);
        try (SpaceGuard narrow = SpaceGuard.of(folder.resolve("narrow.mv"), free / 10 * 7);
                SpaceGuard wide = SpaceGuard.of(folder.resolve("wide.mv"), free / 10 * 3);
                SpaceGuard unbounded = SpaceGuard.unbounded()) {
            assertThat(narrow.refusesMore()).isNull();
            assertThat(narrow.hasSpaceToTidy()).isFalse();
            assertThat(wide.hasSpaceToTidy()).isTrue();
            assertThat(unbounded.hasSpaceToTidy()).isTrue();
        }
    }

    private static MongoCollection<Document> things(MongoClient client) {
        return client.getDatabase("test").getCollection("things");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
        assertThatExceptionOfType(MongoCommandException.class)
                .isThrownBy(write)
                .satisfies(refusal -> assertThat(refusal.getCode()).isEqualTo(SpaceGuard.OUT_OF_SPACE));
    }
}
