package wales.rhannu.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.mongo.Indexes;
import wales.rhannu.starter.test.MongoFaultProxy;
import wales.rhannu.starter.test.MongoFaultProxy.Fault;

/** What a service that starts does about an index that is declared otherwise than it is there. */
class IndexesIT {

    private static final String COLLECTION = "things";

    private final MongoFaultProxy database = MongoFaultProxy.start();
    private final String name = "indexes" + UUID.randomUUID().toString().substring(0, 8);
    private final MongoClient client = MongoClients.create(database.uri(name));
    private final MongoTemplate mongo = new MongoTemplate(client, name);

    @AfterEach
    void end() {
        client.close();
        database.close();
    }

    private static Document index(String name, String field) {
        return new Document("name", name).append("key", new Document(field, 1));
    }

    private static Document unique(String name, String field) {
        return index(name, field).append("unique", true);
    }

    private List<String> there() {
        List<Document> found = mongo.execute(COLLECTION, c -> c.listIndexes().into(new ArrayList<>()));
        return found.stream()
                .filter(it -> !it.getString("name").equals("_id_"))
                .map(it -> it.getString("name") + " "
                        + it.get("key", Document.class).toJson())
                .toList();
    }

    @Test
    void thoseThatAreThereStay() {
        List<Document> declared = List.of(unique("code", "code"), unique("email", "email"));
        Indexes.create(mongo, COLLECTION, declared);
        Indexes.create(mongo, COLLECTION, declared);

        assertThat(there()).containsExactlyInAnyOrder("code {\"code\": 1}", "email {\"email\": 1}");
    }

    /** As MongoDB answers while an index of another kind has the name, or one of this kind has another name. */
    private Fault conflict(int code) {
        return database.answer("createIndexes", sent -> isNamed(sent, "key") && isOf(sent, "number"), code);
    }

    private static boolean isNamed(BsonDocument sent, String name) {
        return sent.getArray("indexes").stream()
                .anyMatch(
                        index -> index.asDocument().getString("name").getValue().equals(name));
    }

    private static boolean isOf(BsonDocument sent, String field) {
        return sent.getArray("indexes").stream()
                .anyMatch(index -> index.asDocument().getDocument("key").containsKey(field));
    }

    @ParameterizedTest
    @ValueSource(ints = {85, 86})
    void oneThatKeepsValuesUniqueIsReplacedWithoutAGap(int code) {
        Indexes.create(mongo, COLLECTION, List.of(unique("key", "code")));
        try (Fault unused = conflict(code)) {
            Indexes.create(mongo, COLLECTION, List.of(unique("key", "number")));

            assertThat(there()).singleElement().asString().startsWith("key-").contains("\"number\": 1");
            mongo.insert(new Document("number", 1), COLLECTION);
            assertThatThrownBy(() -> mongo.insert(new Document("number", 1), COLLECTION))
                    .isInstanceOf(DuplicateKeyException.class);
            // and the next start finds it as it is declared
            Indexes.create(mongo, COLLECTION, List.of(unique("key", "number")));
            assertThat(there()).hasSize(1);
        }
    }

    @Test
    void oneThatTheDataDoesNotFitLeavesTheOldOneAndTheServiceStarts() {
        Indexes.create(mongo, COLLECTION, List.of(unique("key", "code")));
        try (Fault unused = conflict(86);
                Fault doubles = database.answer(
                        "createIndexes", sent -> !isNamed(sent, "key") && isOf(sent, "number"), 11_000)) {
            assertThatCode(() -> Indexes.create(mongo, COLLECTION, List.of(unique("key", "number"))))
                    .doesNotThrowAnyException();
            assertThat(doubles.met()).isEqualTo(1);
        }
        assertThat(there()).containsExactly("key {\"code\": 1}");
    }

    /** The embedded engine has no such conflict of its own. */
    @ParameterizedTest
    @ValueSource(ints = {85, 86})
    void oneThatIsForSpeedIsDroppedAndCreated(int code) {
        Indexes.create(mongo, COLLECTION, List.of(index("slow", "before")));
        AtomicInteger asked = new AtomicInteger();
        try (Fault conflict = database.answer(
                "createIndexes", sent -> sent.toString().contains("\"slow\"") && asked.incrementAndGet() <= 2, code)) {
            Indexes.create(mongo, COLLECTION, List.of(unique("code", "code"), index("slow", "at")));

            assertThat(conflict.met()).isEqualTo(2);
        }
        assertThat(there()).containsExactlyInAnyOrder("code {\"code\": 1}", "slow {\"at\": 1}");
    }

    @Test
    void aDatabaseThatIsAwayForAMomentIsWaitedFor() {
        Fault away = database.answer("createIndexes", 11602);
        Thread mending = new Thread(() -> {
            while (away.met() < 2) {
                Thread.onSpinWait();
            }
            away.close();
        });
        mending.start();

        Indexes.create(mongo, COLLECTION, List.of(unique("code", "code")));

        assertThat(there()).containsExactly("code {\"code\": 1}");
    }
}
