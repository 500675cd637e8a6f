package wales.rhannu.starter.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import wales.rhannu.engines.EmbeddedMongo;
import wales.rhannu.engines.FreePorts;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.topics.Topics;

class ConsumingIT {

    record Note(String text) {}

    private static final AtomicBoolean refusing = new AtomicBoolean();
    private static final AtomicBoolean unavailable = new AtomicBoolean();
    private static final AtomicInteger tries = new AtomicInteger();

    @SpringBootApplication
    static class ReadingService {

        @Bean
        ReadModel<Note> notes(ReadModels models) {
            return models.of(TOPIC, Note.class);
        }

        @Bean
        Consumer<Message<?>> onNotes(ReadModel<Note> notes) {
            return message -> {
                tries.incrementAndGet();
                if (refusing.get()) {
                    throw new IllegalStateException("a bug that will be mended");
                }
                if (unavailable.get()) {
                    throw DomainException.unavailable("too-much-pending", Duration.ofSeconds(1));
                }
                if (ReceivedEvent.from(message).type().equals(BOTTOMLESS)) {
                    throw new StackOverflowError();
                }
                notes.accept(message);
            };
        }
    }

    private static final String TOPIC = "notes" + UUID.randomUUID().toString().substring(0, 8) + ".notes";
    private static final String BOTTOMLESS = "wales.rhannu.notes.note-that-has-no-end.v1";
    private static final String GROUP = "reading-service";

    @TempDir
    static Path folder;

    private static final int MONGO_PORT = FreePorts.next();
    private static EmbeddedMongo mongo;
    private static ConfigurableApplicationContext service;
    private static ReadModel<Note> notes;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void start() throws Exception {
        mongo = EmbeddedMongo.start(folder.resolve("mongodb.mv"), MONGO_PORT);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Engines.kafka()), new ByteArraySerializer(), new ByteArraySerializer());
        service = new SpringApplicationBuilder(ReadingService.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.application.name=" + GROUP,
                        "--rhannu.service=reading",
                        "--spring.mongodb.uri=mongodb://127.0.0.1:" + MONGO_PORT
                                + "/reading?serverSelectionTimeoutMS=1000&connectTimeoutMS=1000",
                        "--spring.kafka.bootstrap-servers=" + Engines.kafka(),
                        "--spring.cloud.function.definition=onNotes",
                        "--spring.cloud.stream.bindings.onNotes-in-0.destination=" + TOPIC,
                        "--spring.cloud.stream.kafka.binder.consumer-properties.metadata.max.age.ms=500");
        notes = service.getBean("notes", ReadModel.class);
        assertThat(service.getBean(Topics.class).awaitReady(Duration.ofSeconds(20)))
                .isTrue();
        // the owner of the topic starts later than its reader
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Engines.kafka()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
    }

    @AfterAll
    static void stop() {
        service.close();
        producer.close();
        mongo.close();
    }

    private static void send(String subject, long sequence, @Nullable String value) throws Exception {
        send(subject, sequence, "wales.rhannu.notes.note-written.v1", value);
    }

    private static void send(String subject, long sequence, String type, @Nullable String value) throws Exception {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(TOPIC, subject.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        subject + "-" + sequence,
                        "ce_source",
                        "/notes-service",
                        "ce_type",
                        type,
                        "ce_subject",
                        subject,
                        "ce_time",
                        Instant.now().toString(),
                        "ce_dataschema",
                        "https://rhannu.wales/schemas/x",
                        "ce_sequence",
                        "" + sequence,
                        "content-type",
                        "application/json")
                .forEach((name, header) -> record.headers().add(name, header.getBytes(UTF_8)));
        producer.send(record).get(20, TimeUnit.SECONDS);
    }

    private static String written(String text) {
        return "{\"state\":{\"id\":\"x\",\"text\":\"" + text + "\",\"unknown\":[1]},\"change\":{}}";
    }

    /** One partition: what is sent last has been applied last. */
    private static void awaitApplied() throws Exception {
        String marker = "marker-" + UUID.randomUUID();
        send(marker, 1, written("done"));
        // the database may have been away a moment ago
        await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> notes.find(marker)
                .isPresent());
    }

    private static List<DeadLetters.DeadLetter> deadLetters() {
        return service.getBean(DeadLetters.class).unresolved("", 1_000);
    }

    private static DeadLetters.DeadLetter deadLetterOf(String key) {
        return deadLetters().stream()
                .filter(letter -> key.equals(letter.key()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theNewestStateIsKeptAndAStaleOneDropped() throws Exception {
        send("a", 10, written("ten"));
        send("a", 9, written("nine"));
        awaitApplied();

        assertThat(notes.find("a")).contains(new Note("ten"));
    }

    @Test
    void aTombstoneRemovesAndARedeliveryBringsNothingBack() throws Exception {
        send("b", 1, written("one"));
        send("b", 2, null);
        send("b", 1, written("one"));
        awaitApplied();

        assertThat(notes.find("b")).isEmpty();
    }

    @Test
    void controlRecordsAreNobodysNotes() throws Exception {
        send("rhannu.control", 1, "wales.rhannu.control.segment-rolled.v1", "{}");
        awaitApplied();

        assertThat(notes.find("rhannu.control")).isEmpty();
        assertThat(deadLetters()).noneMatch(letter -> "rhannu.control".equals(letter.key()));
    }

    @Test
    void aRecordThatFailsByItselfGoesToTheDeadLettersAndTheNextIsRead() throws Exception {
        send("poison", 1, "{\"state\":\"no object\"}");
        awaitApplied();

        DeadLetters.DeadLetter letter = deadLetterOf("poison");
        assertThat(letter.topic()).isEqualTo(TOPIC);
        assertThat(letter.type()).isEqualTo("wales.rhannu.notes.note-written.v1");
        assertThat(letter.cause()).contains("has no state");
        assertThat(letter.data()).contains("no object");
    }

    @Test
    void anErrorOfTheConsumerEndsNoMoreThanItsRecord() throws Exception {
        send("bottomless", 1, BOTTOMLESS, written("x"));
        awaitApplied();

        assertThat(deadLetterOf("bottomless").cause()).contains("StackOverflowError");
    }

    @Test
    void deadLettersAreListedInPagesAndCounted() throws Exception {
        for (int i = 0; i < 3; i++) {
            send("page-" + i, 1, "{\"state\":\"no object\"}");
        }
        awaitApplied();
        DeadLetters letters = service.getBean(DeadLetters.class);

        List<String> all =
                deadLetters().stream().map(DeadLetters.DeadLetter::id).toList();
        assertThat(all).hasSizeGreaterThanOrEqualTo(3).isSorted();
        assertThat(letters.unresolved()).isEqualTo(all.size());
        assertThat(letters.unresolved("", 2))
                .extracting(DeadLetters.DeadLetter::id)
                .isEqualTo(all.subList(0, 2));
        assertThat(letters.unresolved(all.get(1), 1))
                .extracting(DeadLetters.DeadLetter::id)
                .containsExactly(all.get(2));
    }

    @Test
    void aDeadLetterThatFailsAgainStaysAndOneThatIsDiscardedGoes() throws Exception {
        send("hopeless", 1, "{not json");
        awaitApplied();
        DeadLetters letters = service.getBean(DeadLetters.class);
        String id = deadLetterOf("hopeless").id();

        assertThatThrownBy(() -> letters.replay(id, "operator"))
                .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.kind())
                        .isEqualTo(DomainException.Kind.CONFLICT));
        unavailable.set(true);
        try {
            assertThatThrownBy(() -> letters.replay(id, "operator"))
                    .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.kind())
                            .isEqualTo(DomainException.Kind.UNAVAILABLE));
        } finally {
            unavailable.set(false);
        }
        assertThat(deadLetterOf("hopeless").id()).isEqualTo(id);
        letters.discard(id, "operator");

        assertThat(deadLetters()).noneMatch(letter -> letter.id().equals(id));
        assertThatThrownBy(() -> letters.discard(id, "operator")).isInstanceOf(DomainException.class);
    }

    @Test
    void aDeadLetterIsReplayedToThisGroup() throws Exception {
        refusing.set(true);
        send("mended", 1, written("mended"));
        awaitDeadLetter("mended");
        refusing.set(false);

        service.getBean(DeadLetters.class).replay(deadLetterOf("mended").id(), "operator");

        assertThat(notes.find("mended")).contains(new Note("mended"));
        assertThat(deadLetters()).noneMatch(letter -> "mended".equals(letter.key()));
    }

    private static void awaitDeadLetter(String key) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().stream().anyMatch(letter -> key.equals(letter.key())));
    }

    @Test
    void whileTheDatabaseIsAwayTheConsumerWaits() throws Exception {
        awaitApplied();
        int lettersBefore = deadLetters().size();
        mongo.close();
        try {
            send("later", 1, written("there again"));
            int before = tries.get();
            // one that fails by itself has three
            await().atMost(Duration.ofSeconds(60)).until(() -> tries.get() > before + 4);
        } finally {
            mongo = EmbeddedMongo.start(folder.resolve("mongodb.mv"), MONGO_PORT);
        }
        awaitApplied();

        assertThat(notes.find("later")).contains(new Note("there again"));
        assertThat(deadLetters()).hasSize(lettersBefore);
    }

    @Test
    void whatIsUnavailableForAWhileIsWaitedFor() throws Exception {
        awaitApplied();
        int lettersBefore = deadLetters().size();
        unavailable.set(true);
        try {
            send("wanted", 1, written("at last"));
            int before = tries.get();
            // one that fails by itself has three
            await().atMost(Duration.ofSeconds(60)).until(() -> tries.get() > before + 4);
        } finally {
            unavailable.set(false);
        }
        awaitApplied();

        assertThat(notes.find("wanted")).contains(new Note("at last"));
        assertThat(deadLetters()).hasSize(lettersBefore);
    }
}
