package wales.rhannu.starter.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.outbox.Outbox;
import wales.rhannu.starter.outbox.PendingEvent;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

/** The words by which aggregates are found, and the indexes of several fields. */
class SearchTermsIT {

    private MongoClient client;
    private MongoTemplate mongo;
    private Stores stores;
    private Store<Note> notes;

    @BeforeEach
    void store() {
        String database = "terms" + UUID.randomUUID().toString().substring(0, 8);
        client = MongoClients.create(Engines.mongoUri(database));
        mongo = new MongoTemplate(client, database);
        stores = new Stores(
                "notes",
                mongo,
                JsonMapper.builder().build(),
                Clock.systemUTC(),
                new Outbox(),
                new Topics(Map.of()),
                new TopicSettings(1, (short) 1, Duration.ofDays(7)),
                () -> null);
        notes = stores.of(Note.class, "notes")
                .terms(note -> List.of(note.text().split(" ")))
                .build();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private List<String> found(String term) {
        return notes.find(new Query(Criteria.where(Store.TERMS).is(term))).stream()
                .map(Aggregate::id)
                .toList();
    }

    private Document document(String id) {
        return mongo.getCollection("notes").find(new Document("_id", id)).first();
    }

    @Test
    void aNoteIsFoundByTheWordsItHasNow() {
        notes.add(new Note("a", "one two"), RequestContext.unconditional("a"));
        assertThat(found("one")).containsExactly("a");

        notes.change("a", RequestContext.unconditional(), note -> note.write("two three"));

        assertThat(found("one")).isEmpty();
        assertThat(found("three")).containsExactly("a");
    }

    @Test
    void theWordsAreNotPublished() {
        notes.add(new Note("a", "one two"), RequestContext.unconditional("a"));

        assertThat(PendingEvent.inOrder(document("a").get(PendingEvent.OUTBOX, Document.class)))
                .allSatisfy(pending -> assertThat(pending.toDocument().toJson()).doesNotContain(SearchTerms.FIELD));
    }

    @Test
    void anErasedNoteHasNoWordsLeft() {
        notes.add(new Note("a", "secret"), RequestContext.unconditional("a"));

        notes.change("a", RequestContext.unconditional(), Note::erase);

        assertThat(document("a").toJson()).doesNotContain("secret");
    }

    @Test
    void whatAVersionWithoutWordsWroteIsFoundOnceItIsCompleted() {
        Store<Note> older = stores.of(Note.class, "notes").build();
        older.add(new Note("new", "one two"), RequestContext.unconditional("new"));
        notes.add(new Note("changed", "three"), RequestContext.unconditional("changed"));
        older.change("changed", RequestContext.unconditional(), note -> note.write("two four"));
        older.add(new Note("erased", "two"), RequestContext.unconditional("erased"));
        older.change("erased", RequestContext.unconditional(), Note::erase);
        assertThat(found("two")).isEmpty();

        notes.completeTerms();

        assertThat(found("two")).containsExactlyInAnyOrder("new", "changed");
        assertThat(found("three")).isEmpty();
        assertThat(document("erased")).doesNotContainKey(SearchTerms.FIELD);
    }

    @Test
    void anErasedNoteIsFoundByNoCondition() {
        notes.add(new Note("a", "here"), RequestContext.unconditional("a"));
        notes.add(new Note("b", "gone"), RequestContext.unconditional("b"));
        notes.change("b", RequestContext.unconditional(), Note::erase);

        for (Criteria condition : List.of(
                new Criteria(),
                Criteria.where("state.text").ne("nothing"),
                Criteria.where("state.text").gte("a"),
                Criteria.where("state.text").in("here", "gone"),
                Criteria.where("state.label").is(null),
                Criteria.where("state.label").exists(false),
                Criteria.where("state.label").in(null, "x"),
                Criteria.where("_id").gte("a"))) {
            assertThat(notes.find(new Query(condition)))
                    .as(condition.getCriteriaObject().toJson())
                    .singleElement()
                    .extracting(Note::text)
                    .isEqualTo("here");
            assertThat(notes.count(new Query(condition))).isOne();
        }
    }

    @Test
    void anIndexOfSeveralFieldsHasThemInTheirOrder() {
        stores.of(Note.class, "notes")
                .compoundIndex("shown", "-text", "_id")
                .indexed("label")
                .build();

        List<Document> keys = new ArrayList<>();
        mongo.getCollection("notes").listIndexes().forEach(index -> keys.add(index.get("key", Document.class)));

        assertThat(keys)
                .contains(
                        new Document("state.shown", 1).append("state.text", -1).append("_id", 1),
                        new Document("state.label", 1),
                        new Document(Store.TERMS, 1).append("_id", 1));
    }
}
