package wales.rhannu.starter.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.outbox.Outbox;
import wales.rhannu.starter.outbox.PendingEvent;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

/** A part of the state on a topic of its own: here what is urgent, which is what ends with an exclamation mark. */
class ExtractIT {

    private static final String TOPIC = "notes.urgent-notes.internal";
    private static final String TYPE = "wales.rhannu.notes.urgent-note-changed.v1";

    private final String database = "extract" + UUID.randomUUID().toString().substring(0, 8);
    private MongoClient client;
    private MongoTemplate mongo;
    private Store<Note> notes;

    @BeforeEach
    void store() {
        client = MongoClients.create(Engines.mongoUri(database));
        mongo = new MongoTemplate(client, database);
        notes = builder()
                .extract("urgent-notes", TYPE, note -> note.text().endsWith("!") ? new Note.Open(note.text()) : null)
                .build();
    }

    private Stores.Builder<Note> builder() {
        return new Stores(
                        "notes",
                        mongo,
                        JsonMapper.builder().build(),
                        Clock.systemUTC(),
                        new Outbox(),
                        new Topics(Map.of()),
                        new TopicSettings(1, (short) 1, Duration.ofDays(7)),
                        () -> null)
                .of(Note.class, "notes")
                .publicTopic();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private Document document() {
        return mongo.getCollection("notes").find(new Document("_id", "a")).first();
    }

    private List<PendingEvent> waiting() {
        return PendingEvent.inOrder(document().get(PendingEvent.OUTBOX, new Document()));
    }

    /** What waits to be sent to the topic of its own. */
    private List<String> extracts() {
        return waiting().stream()
                .flatMap(event -> event.messages().stream()
                        .filter(message -> message.topic().equals(TOPIC))
                        .peek(message -> assertThat(event.typeOf(message)).isEqualTo(TYPE)))
                .map(message -> String.valueOf(message.data()))
                .toList();
    }

    private void write(String text) {
        notes.change("a", RequestContext.unconditional(), note -> note.write(text));
    }

    @Test
    void ofWhatHasNoneNothingIsSentOrKept() {
        notes.add(new Note("a", "hello"), RequestContext.unconditional("a"));
        write("hello again");
        notes.completeExtract("a");
        notes.completeExtract("nothing has this id");
        notes.change("a", RequestContext.unconditional(), Note::erase);

        assertThat(extracts()).isEmpty();
        assertThat(document()).doesNotContainKey("extracted");
    }

    @Test
    void isSentWhenItChangesAndATombstoneWhenThereIsNoneAnyMore() {
        notes.add(new Note("a", "fire!"), RequestContext.unconditional("a"));
        write("fire!");
        notes.change("a", RequestContext.unconditional(), Note::show);
        write("water!");
        write("calm");
        write("calm again");
        write("fire!");

        assertThat(extracts())
                .containsExactly(
                        "{\"state\":{\"id\":\"a\",\"text\":\"fire!\"},\"change\":{}}",
                        "{\"state\":{\"id\":\"a\",\"text\":\"water!\"},\"change\":{}}",
                        "null",
                        "{\"state\":{\"id\":\"a\",\"text\":\"fire!\"},\"change\":{}}");
        assertThat(waiting().get(0).type()).isEqualTo("wales.rhannu.notes.note-written.v1");
    }

    @Test
    void anErasureSendsATombstone() {
        notes.add(new Note("a", "fire!"), RequestContext.unconditional("a"));
        write("calm"); // and the tombstone of that is replaced by the erasure's
        notes.change("a", RequestContext.unconditional(), Note::erase);

        assertThat(extracts()).containsExactly("null");
        assertThat(document()).doesNotContainKey("extracted");
    }

    @Test
    void whatAVersionBeforeWroteIsSentOnce() {
        Store<Note> before = builder().build();
        before.add(new Note("a", "fire!"), RequestContext.unconditional("a"));
        assertThat(extracts()).isEmpty();

        notes.completeExtract("a");
        notes.completeExtract("a");

        assertThat(extracts()).hasSize(1);
        assertThat(waiting()).hasSize(2);
        assertThat(notes.get("a").version()).isEqualTo(2);

        before.change("a", RequestContext.unconditional(), note -> note.write("calm"));
        notes.completeExtract("a");
        assertThat(extracts()).hasSize(2).endsWith("null");
    }
}
