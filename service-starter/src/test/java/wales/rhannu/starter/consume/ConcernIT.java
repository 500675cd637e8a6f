package wales.rhannu.starter.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.Commands;

/** A consumer acknowledges a record by what it wrote: no failover may undo that. */
class ConcernIT {

    record Note(String text) {}

    private static final String DATABASE = "consumer-concern";

    private final Commands commands = new Commands();
    private final MongoClient client = commands.client(DATABASE);
    private final MongoTemplate mongo = new MongoTemplate(client, DATABASE);

    @AfterEach
    void close() {
        mongo.getDb().drop();
        client.close();
    }

    private static Message<?> event(long sequence, @Nullable String data) {
        MessageBuilder<?> message = data == null
                ? MessageBuilder.withPayload("a tombstone has no bytes")
                : MessageBuilder.withPayload(data.getBytes(UTF_8));
        return message.setHeader("ce_id", "a-" + sequence)
                .setHeader("ce_source", "/notes-service")
                .setHeader("ce_type", "wales.rhannu.notes.note-written.v1")
                .setHeader("ce_subject", "a")
                .setHeader("ce_time", "2026-11-24T10:00:00Z")
                .setHeader("ce_dataschema", "https://rhannu.wales/schemas/notes.notes/note-written.v1.schema.json")
                .setHeader("ce_sequence", "" + sequence)
                .build();
    }

    @Test
    void aReadModelKeepsEachStateByMajority() {
        ReadModel<Note> notes = new ReadModels(mongo, JsonMapper.builder().build()).of("notes.notes", Note.class);

        notes.accept(event(1, "{\"state\":{\"text\":\"0\"}}"));
        notes.accept(event(2, "{\"state\":{\"text\":\"1\"}}"));
        assertThat(notes.find("a")).contains(new Note("1"));
        notes.accept(event(3, null));
        // a repeat: what an earlier delivery wrote may be on the primary alone
        notes.accept(event(3, null));

        assertThat(notes.find("a")).isEmpty();
        assertThat(commands.of("insert", "of_notes_notes")).hasSize(1);
        assertThat(commands.of("update", "of_notes_notes")).hasSize(3);
        commands.assertAllWritesAreByMajority();
    }

    @Test
    void anInboxKeepsWhatWasDoneByMajority() {
        Inbox inbox = new Inbox(
                "group", mongo, Clock.fixed(Instant.parse("2026-11-24T10:00:01Z"), ZoneOffset.UTC), Duration.ofDays(7));

        inbox.once(ReceivedEvent.from(event(1, "{\"state\":{}}")), "mail", received -> {});
        inbox.forgetOld();

        assertThat(commands.of("insert", "inbox")).hasSize(1);
        assertThat(commands.of("delete", "inbox")).hasSize(1);
        commands.assertAllWritesAreByMajority();
    }
}
