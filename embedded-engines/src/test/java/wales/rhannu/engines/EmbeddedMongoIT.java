package wales.rhannu.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.UpdateOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMongoIT {

    @Test
    void whatTheDatabaseWroteIsThereAfterAClose(@TempDir Path folder) {
        Path file = folder.resolve("mongodb.mv");
        int port = FreePorts.next();
        try (EmbeddedMongo mongo = EmbeddedMongo.start(file, port);
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            client.getDatabase("test").getCollection("things").insertOne(new Document("_id", "a"));
        }
        try (EmbeddedMongo mongo = EmbeddedMongo.start(file, port);
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            MongoDatabase database = client.getDatabase("test");
            assertThat(database.getCollection("things").countDocuments()).isEqualTo(1);
        }
    }

    @Test
    void theDatabaseAnswersWhileItsFileIsTidied(@TempDir Path folder) {
        Path file = folder.resolve("mongodb.mv");
        try (EmbeddedMongo mongo = EmbeddedMongo.start(file, FreePorts.next(), Duration.ofMillis(5));
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            MongoDatabase database = client.getDatabase("test");
            MongoCollection<Document> read = database.getCollection("read");
            // more than the server keeps in memory
            int count = 30_000;
            read.insertMany(documents(count));
            MongoCollection<Document> written = database.getCollection("written");
            long until = System.nanoTime() + Duration.ofSeconds(4).toNanos();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                while (System.nanoTime() < until) {
                    written.insertMany(documents(2_000));
                    written.deleteMany(new Document());
                    read.updateMany(
                            new Document("_id", new Document("$mod", List.of(50, 1))),
                            new Document("$inc", new Document("times", 1)));
                }
            });
            while (System.nanoTime() < until) {
                assertThat(read.countDocuments(new Document("text", new Document("$gt", "a"))))
                        .isEqualTo(count);
            }
            writing.join();
        }
    }

    @Test
    void anAnswerIsWhatTheDocumentWasAtOneMoment() {
        try (EmbeddedMongo mongo = EmbeddedMongo.inMemory();
                MongoClient client = MongoClients.create(mongo.uri("test") + "?retryReads=false")) {
            MongoCollection<Document> things = client.getDatabase("test").getCollection("things");
            things.insertMany(List.of(withParts("a", 0), withParts("b", 0)));
            long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                for (int number = 1; System.nanoTime() < until; number++) {
                    for (String id : List.of("a", "b")) {
                        things.replaceOne(new Document("_id", id), withParts(id, number));
                    }
                }
            });
            List<Document> queries = List.of(
                    new Document("_id", "a"),
                    new Document("_id", new Document("$in", List.of("a", "b"))),
                    new Document("kind", "thing"));
            while (System.nanoTime() < until) {
                for (Document query : queries) {
                    for (Document thing : things.find(query)) {
                        thing.remove("_id");
                        thing.remove("kind");
                        assertThat(thing.values().stream().distinct()).hasSize(1);
                    }
                }
            }
            writing.join();
        }
    }

    private static Document withParts(String id, int number) {
        Document thing = new Document("_id", id).append("kind", "thing");
        for (int part = 0; part < 200; part++) {
            thing.append("part" + (part + number % 3), new Document("number", number));
        }
        return thing;
    }

    @Test
    void anIdIsFoundWithWhateverElseAQueryNames() {
        try (EmbeddedMongo mongo = EmbeddedMongo.inMemory();
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            MongoCollection<Document> things = client.getDatabase("test").getCollection("things");
            things.insertMany(List.of(
                    new Document("_id", "a").append("version", 1),
                    new Document("_id", "b").append("version", 2),
                    new Document("_id", 7).append("version", 3)));
            Document change = new Document("$set", new Document("changed", true));
            assertThat(things.updateOne(new Document("_id", "a").append("version", 2), change)
                            .getMatchedCount())
                    .isZero();
            assertThat(things.updateOne(new Document("_id", "a").append("version", 1), change)
                            .getMatchedCount())
                    .isOne();
            assertThat(things.find(new Document("_id", new Document("$in", List.of("b", "a", "none", "a"))))
                            .sort(new Document("version", -1))
                            .map(thing -> thing.getString("_id")))
                    .containsExactly("b", "a");
            assertThat(things.find(new Document("_id", new Document("$in", List.of("a", 7)))))
                    .hasSize(2);
            assertThat(things.countDocuments(new Document("_id", "b").append("changed", true)))
                    .isZero();
            assertThat(things.findOneAndUpdate(new Document("_id", "b").append("version", 2), change))
                    .doesNotContainKey("changed");
            assertThat(things.deleteOne(new Document("_id", "b").append("version", 1))
                            .getDeletedCount())
                    .isZero();
            assertThat(things.deleteOne(new Document("_id", "b").append("version", 2))
                            .getDeletedCount())
                    .isOne();
        }
    }

    @Test
    void anIndexFindsWhatAScanFinds(@TempDir Path folder) {
        Path file = folder.resolve("mongodb.mv");
        int port = FreePorts.next();
        Random random = new Random(7);
        try (EmbeddedMongo mongo = EmbeddedMongo.start(file, port);
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            MongoDatabase database = client.getDatabase("test");
            MongoCollection<Document> scanned = database.getCollection("scanned");
            MongoCollection<Document> indexed = database.getCollection("indexed");
            indexed.createIndex(new Document("waits", 1), new IndexOptions().sparse(true));
            for (int step = 0; step < 2_000; step++) {
                Document id = new Document("_id", "" + random.nextInt(200));
                Document change = change(random);
                for (MongoCollection<Document> things : List.of(scanned, indexed)) {
                    if (change.isEmpty()) {
                        things.deleteOne(id);
                    } else {
                        things.updateOne(id, change, new UpdateOptions().upsert(true));
                    }
                }
                if (step == 1_000) {
                    // among documents that are there already
                    indexed.createIndex(new Document("parts.kind", 1).append("waits", 1));
                    // again, as at every start of a service; and others that begin with the same field
                    indexed.createIndex(new Document("parts.kind", 1).append("waits", 1));
                    indexed.createIndex(new Document("parts.kind", 1).append("_id", 1));
                    indexed.createIndex(new Document("waits", 1).append("_id", -1));
                }
                if (step % 100 == 99) {
                    assertSame(scanned, indexed);
                }
            }
        }
        try (EmbeddedMongo mongo = EmbeddedMongo.start(file, port);
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            MongoDatabase database = client.getDatabase("test");
            MongoCollection<Document> indexed = database.getCollection("indexed");
            indexed.createIndex(new Document("parts.kind", 1).append("_id", 1));
            indexed.createIndex(new Document("parts.kind", 1).append("waits", 1));
            assertSame(database.getCollection("scanned"), indexed);
        }
    }

    /** Nothing, for what is to be deleted. */
    private static Document change(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> new Document();
            case 1 -> new Document("$unset", new Document("waits", ""));
            case 2 -> new Document("$set", new Document("waits", null));
            case 3 -> new Document("$set", new Document("waits", (long) random.nextInt(50)));
            case 4 -> new Document("$min", new Document("waits", random.nextInt(50)));
            case 5 -> new Document("$set", new Document("waits", "w" + random.nextInt(5)));
            default ->
                new Document(
                        "$set",
                        new Document(
                                "parts",
                                IntStream.range(0, random.nextInt(3))
                                        .mapToObj(part -> new Document("kind", "k" + random.nextInt(4)))
                                        .toList()));
        };
    }

    private static void assertSame(MongoCollection<Document> scanned, MongoCollection<Document> indexed) {
        List<Document> queries = List.of(
                new Document("waits", new Document("$gt", 0L)),
                new Document("waits", new Document("$gte", 10).append("$lt", 20.0)),
                new Document("waits", new Document("$exists", true)),
                new Document("waits", new Document("$exists", false)),
                new Document("waits", new Document("$ne", 3)),
                new Document("waits", new Document("$lte", null)),
                new Document("waits", null),
                new Document("waits", 7),
                new Document("waits", "w3"),
                new Document("waits", "nobody's"),
                new Document("waits", 7).append("parts.kind", "k1"),
                new Document("waits", new Document("$in", List.of(1, 2, 3))),
                new Document("waits", new Document("$in", Arrays.asList(1, null))),
                new Document("parts.kind", "k2"),
                new Document("waits", new Document("$gt", 10)).append("parts.kind", "k2"),
                new Document("parts.kind", new Document("$gt", "k2")),
                new Document("parts.kind", new Document("$in", List.of("k0", "k3"))),
                new Document("parts.kind", Pattern.compile("k[01]")),
                new Document("$or", List.of(new Document("waits", 1), new Document("parts.kind", "k2"))));
        Document idAlone = new Document("_id", 1);
        for (Document query : queries) {
            assertThat(indexed.find(query).sort(idAlone).into(new ArrayList<>()))
                    .as(query.toString())
                    .isEqualTo(scanned.find(query).sort(idAlone).into(new ArrayList<>()));
            assertThat(indexed.countDocuments(query)).as(query.toString()).isEqualTo(scanned.countDocuments(query));
            // what an index has all of, in an order, and a part of it
            for (Document fields :
                    List.of(idAlone, new Document("waits", 1), new Document("waits", 1).append("_id", 0))) {
                assertThat(ofPart(indexed, query, fields))
                        .as(query + " " + fields)
                        .isEqualTo(ofPart(scanned, query, fields));
            }
        }
    }

    private static List<Document> ofPart(MongoCollection<Document> things, Document query, Document fields) {
        return things.find(query)
                .projection(fields)
                .sort(new Document("waits", -1).append("_id", 1))
                .skip(2)
                .limit(150)
                .batchSize(20)
                .into(new ArrayList<>());
    }

    private static List<Document> documents(int count) {
        return IntStream.range(0, count)
                .mapToObj(id -> new Document("_id", id).append("text", "x".repeat(2_000)))
                .toList();
    }

    @Test
    void whatTheDatabaseAcknowledgedBeforeItsCommitDelayIsThereAfterItWasKilled(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("mongodb.mv");
        int port = FreePorts.next();
        String[] command = {MongoMain.class.getName(), file.toString(), "" + port};
        List<Long> acknowledged = new ArrayList<>();
        Process server = EngineProcess.java(folder, command);
        long killed;
        try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + port)) {
            long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (acknowledged.isEmpty() || System.nanoTime() < until) {
                client.getDatabase("test").getCollection("things").insertOne(new Document("_id", acknowledged.size()));
                acknowledged.add(System.nanoTime());
            }
        } finally {
            killed = System.nanoTime();
            server.destroyForcibly().waitFor();
        }
        // a machine that is busy lets the commit wait as well, but not for as long as a store would that has its usual
        // delay
        long settled = acknowledged.stream()
                .filter(at ->
                        at < killed - EmbeddedMongo.COMMIT_DELAY.multipliedBy(5).toNanos())
                .count();
        try (EmbeddedMongo mongo = EmbeddedMongo.start(file, port);
                MongoClient client = MongoClients.create(mongo.uri("test"))) {
            assertThat(client.getDatabase("test").getCollection("things").countDocuments())
                    .isGreaterThanOrEqualTo(settled);
        }
    }
}
