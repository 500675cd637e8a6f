package wales.rhannu.starter.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.aggregate.Note;
import wales.rhannu.starter.aggregate.RequestContext;

/** A failover that undoes what most members do not have: what was answered is sent, and nothing that was undone. */
class FailoverIT {

    private static final Duration SOON = Duration.ofSeconds(90);

    private final String service = "notes" + UUID.randomUUID().toString().substring(0, 8);
    private RelayProcess notes;
    private ReplicaSet replicaSet;

    @BeforeEach
    void service() {
        notes = new RelayProcess(
                service,
                MongoClients.create(Engines.mongoUri(service)),
                ReplicaSet::new,
                Engines.kafka(),
                Duration.ofDays(7));
        replicaSet = (ReplicaSet) notes.mongo;
    }

    @AfterEach
    void close() {
        notes.close();
    }

    private static RequestContext request(String key) {
        return new RequestContext(key, key, "body", null);
    }

    private static void assertNotAnswered(ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOf(DataAccessException.class);
    }

    private void added(String text) {
        notes.notes.add(new Note("a", text), RequestContext.unconditional("a"));
    }

    @Test
    void theEventOfAWriteThatIsUndoneIsNotSentAndTheOneInItsPlaceIs() throws Exception {
        notes.start();
        added("0");
        assertSent("0");

        replicaSet.cutOff();
        assertNotAnswered(() -> notes.notes.change("a", RequestContext.unconditional(), note -> note.write("undone")));
        replicaSet.awaitLooks();
        replicaSet.failOver();
        notes.notes.change("a", RequestContext.unconditional(), note -> note.write("kept"));

        assertThat(notes.notes.get("a").version()).isEqualTo(2);
        assertSent("0", "kept");
    }

    @Test
    void anEventWhoseRemovalIsUndoneIsNotSentAgain() {
        added("0");
        replicaSet.cutOff();
        notes.start();
        awaitRecords(1);

        replicaSet.failOver();
        notes.notes.change("a", RequestContext.unconditional(), note -> note.write("1"));

        assertSent("0", "1");
    }

    @Test
    void theRepeatOfAChangeThatCanBeUndoneIsNotAnswered() {
        notes.start();
        added("0");
        assertSent("0");

        replicaSet.cutOff();
        assertNotAnswered(() -> notes.notes.change("a", request("k"), note -> note.write("x")));
        assertNotAnswered(() -> notes.notes.change("a", request("k"), note -> note.write("x")));
        replicaSet.failOver();
        notes.notes.change("a", request("k"), note -> note.write("x"));

        assertThat(notes.notes.get("a").text()).isEqualTo("x");
        assertSent("0", "x");
    }

    @Test
    void theRepeatOfACreationThatCanBeUndoneIsNotAnswered() {
        notes.start();
        added("0");
        assertSent("0");

        replicaSet.cutOff();
        assertNotAnswered(() -> notes.notes.add(new Note("k", "k"), request("k")));
        assertNotAnswered(() -> notes.notes.add(new Note("k", "k"), request("k")));
        replicaSet.failOver();
        notes.notes.add(new Note("k", "k"), request("k"));

        assertSent("0", "k");
    }

    @Test
    void thatNothingHadToChangeIsNotAnsweredFromWhatCanBeUndone() {
        added("0");
        replicaSet.cutOff();
        assertNotAnswered(() -> notes.notes.change("a", request("k"), note -> note.write("1")));

        assertNotAnswered(() -> notes.notes.change("a", RequestContext.unconditional(), FailoverIT::writeOne));
        assertNotAnswered(() -> notes.notes.change("a", request("l"), FailoverIT::writeOne));
        replicaSet.failOver();

        assertThat(notes.notes.change("a", request("l"), FailoverIT::writeOne).version())
                .isEqualTo(2);
    }

    private static void writeOne(Note note) {
        if (!note.text().equals("1")) {
            note.write("1");
        }
    }

    @Test
    void whatWasReadBeforeRemovesNothingOfAnotherWriteOfTheSameVersion() {
        added("0");
        PendingEvents pending = new PendingEvents(notes.mongo);
        List<PendingEvents.Waiting> read = new ArrayList<>();
        pending.each(List.of(new Outbox.Place("notes", "a")), read::add);
        long later = read.get(0).sequence() + 1;
        Document another = new Document("sequence", later)
                .append("type", "wales.rhannu.notes.note-written.v1")
                .append("messages", List.of());
        notes.mongo.execute(
                "notes",
                c -> c.updateOne(
                        new Document("_id", "a"),
                        new Document(
                                "$set",
                                new Document("sequence", later)
                                        .append("pending", later)
                                        .append(PendingEvent.OUTBOX, new Document("s" + later, another)))));

        pending.remove(read);

        Document there = Objects.requireNonNull(notes.mongo.execute(
                "notes", c -> c.find(new Document("_id", "a")).first()));
        assertThat(there.get(PendingEvent.OUTBOX, Document.class)).containsOnlyKeys("s" + later);
        assertThat(there).containsEntry("pending", later);
    }

    private void assertSent(String... texts) {
        List<String> sent = awaitRecords(texts.length);
        await().atMost(SOON)
                .until(() ->
                        notes.mongo.count(new Query(Criteria.where("pending").exists(true)), "notes") == 0);
        assertThat(sent).containsExactly(texts);
        assertThat(awaitRecords(texts.length)).containsExactly(texts);
    }

    /** The texts on the internal topic, sorted: each test's rise. */
    private List<String> awaitRecords(int count) {
        String topic = service + ".notes.internal";
        List<String> texts = new ArrayList<>();
        JsonMapper json = JsonMapper.builder().build();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", Engines.kafka(), "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            await().atMost(SOON)
                    .until(() -> consumer.listTopics(Duration.ofSeconds(5)).containsKey(topic));
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Runnable poll = () -> consumer.poll(Duration.ofMillis(200))
                    .forEach(record -> texts.add(json.readTree(new String(record.value(), UTF_8))
                            .at("/state/text")
                            .asString()));
            await().atMost(SOON).until(() -> {
                poll.run();
                return texts.size() >= count;
            });
            poll.run();
        }
        texts.sort(null);
        return texts;
    }
}
