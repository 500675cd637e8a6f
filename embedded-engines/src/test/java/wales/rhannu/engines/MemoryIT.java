package wales.rhannu.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents are several times the heap of the process that keeps them. */
class MemoryIT {

    private static final int COUNT = 4_000;
    private static final List<String> SMALL_HEAP = List.of("-Xmx80m", "-XX:+UseSerialGC");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final int port = FreePorts.next();

    @SuppressWarnings("NullAway.Init")
    private Process server;

    @AfterEach
    void end() throws Exception {
        server.destroyForcibly().waitFor();
    }

    private void start(String... more) throws Exception {
        server = EngineProcess.java(
                folder,
                Stream.concat(SMALL_HEAP.stream(), Stream.of(more)).toList(),
                MongoMain.class.getName(),
                folder.resolve("data.mv").toString(),
                Integer.toString(port));
    }

    @Test
    void theDatabaseStartsAndScansInMemoryThatDoesNotGrowWithItsDocuments() throws Exception {
        start();
        try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + port)) {
            MongoCollection<Document> studies = client.getDatabase("test").getCollection("studies");
            MadeUpDocuments.insert(studies, 0, COUNT);
            server.destroy();
            server.waitFor();
            start();
            assertThat(read(studies.find())).isEqualTo(COUNT);
            // a client that takes as much as it can get
            assertThat(read(studies.find().batchSize(1_000_000))).isEqualTo(COUNT);
            assertThat(studies.find(new Document("number", new Document("$gte", 10)))
                            .sort(new Document("created", -1))
                            .map(study -> study.get("created", Long.class))
                            .into(new ArrayList<>()))
                    .hasSize(COUNT - 10)
                    .isSortedAccordingTo(Comparator.reverseOrder());
            assertThat(studies.find(new Document("state", "published"))
                            .sort(new Document("number", 1))
                            .skip(7)
                            .limit(1_500)
                            .map(study -> study.getInteger("number")))
                    .containsExactlyElementsOf(IntStream.range(7, 1_507).boxed().toList());
            assertThat(studies.countDocuments(new Document("number", new Document("$lt", 3_000))))
                    .isEqualTo(3_000);
            assertThat(studies.distinct("import", String.class)).hasSize(2);
            assertThat(studies.updateMany(new Document(), new Document("$set", new Document("pending", 1L)))
                            .getModifiedCount())
                    .isEqualTo(COUNT);
            assertThat(studies.countDocuments(new Document("pending", new Document("$gt", 0L))))
                    .isEqualTo(COUNT);
            assertThat(studies.deleteMany(new Document("number", new Document("$lt", 100)))
                            .getDeletedCount())
                    .isEqualTo(100);
            assertThat(server.isAlive()).isTrue();
        }
    }

    private static int read(Iterable<Document> studies) {
        int read = 0;
        for (Document unused : studies) {
            read++;
        }
        return read;
    }

    @Test
    void aHeapThatIsFullRefusesWritesAndNothingElse() throws Exception {
        start();
        try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + port)) {
            MongoCollection<Document> studies = client.getDatabase("test").getCollection("studies");
            fill(studies);
            assertThat(studies.find(new Document("_id", MadeUpDocuments.id(0)))).hasSize(1);
            assertThat(studies.deleteOne(new Document("_id", MadeUpDocuments.id(0)))
                            .getDeletedCount())
                    .isOne();
            assertThat(server.isAlive()).isTrue();
            assertThat(Files.readAllLines(folder.resolve("process.log")))
                    .filteredOn(line -> line.contains("The heap of the embedded database is full"))
                    .singleElement()
                    .asString()
                    .contains("move to a MongoDB server", "RHANNU_MONGODB_HEAP");
        }
    }

    @Test
    void aHeapThatHasRoomAgainTakesWrites() throws Exception {
        start("-Drhannu.mongodb.collect-every=1");
        try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + port)) {
            MongoCollection<Document> studies = client.getDatabase("test").getCollection("studies");
            fill(studies);
            // at once: what other removals read makes garbage enough for a collection
            studies.drop();
            await("a write to be taken").atMost(Duration.ofSeconds(90)).until(() -> refusal(studies, COUNT) == null);
            assertThat(studies.estimatedDocumentCount()).isOne();
            assertThat(Files.readAllLines(folder.resolve("process.log")))
                    .anyMatch(line -> line.contains("There is room in the heap again"));
        }
    }

    /** Fills the heap until the database refuses more. */
    private static void fill(MongoCollection<Document> studies) {
        // only what an index holds stays in memory
        studies.createIndex(new Document("text", 1));
        studies.countDocuments(new Document("text", "nobody's"));
        Integer refusal = null;
        for (int number = 0; refusal == null; number++) {
            refusal = refusal(studies, number);
        }
        assertThat(refusal).isEqualTo(SpaceGuard.OUT_OF_SPACE);
    }

    /** The code that a write is refused with; null when it is taken. */
    private static @Nullable Integer refusal(MongoCollection<Document> studies, int number) {
        try {
            studies.insertOne(
                    new Document("_id", MadeUpDocuments.id(number)).append("text", number + "x".repeat(30_000)));
            return null;
        } catch (MongoException e) {
            return e.getCode();
        }
    }
}
