package wales.rhannu.starter.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.mongodb.core.CollectionCallback;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.engines.EmbeddedKafka;
import wales.rhannu.engines.FreePorts;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.aggregate.Note;
import wales.rhannu.starter.aggregate.RequestContext;

class RelayIT {

    private final String service = "notes" + UUID.randomUUID().toString().substring(0, 8);
    private final String internal = service + ".notes.internal";

    private RelayProcess service() {
        return service(Engines.kafka(), Duration.ofDays(7));
    }

    private RelayProcess service(String kafka, Duration erasureBound) {
        return new RelayProcess(service, Engines.mongoUri(service), kafka, erasureBound);
    }

    @Test
    void anEventArrivesAsACloudEventInBinaryMode() {
        try (RelayProcess notes = service().start()) {
            Note note = notes.notes.add(new Note("a", "hello"), RequestContext.unconditional("a"));

            ConsumerRecord<byte[], byte[]> record =
                    awaitRecords(Engines.kafka(), internal, 1).get(0);

            Map<String, String> headers = new HashMap<>();
            record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
            assertThat(new String(record.key(), UTF_8)).isEqualTo("a");
            assertThat(new String(record.value(), UTF_8)).contains("\"hello\"");
            assertThat(headers)
                    .containsEntry("ce_specversion", "1.0")
                    .containsEntry("ce_id", "a-" + note.sequence())
                    .containsEntry("ce_source", "/" + service + "-service")
                    .containsEntry("ce_type", "wales.rhannu.notes.note-written.v1")
                    .containsEntry("ce_subject", "a")
                    .containsEntry("ce_sequence", "" + note.sequence())
                    .containsEntry(
                            "ce_dataschema",
                            "https://rhannu.wales/schemas/" + internal + "/note-written.v1.schema.json")
                    .containsEntry("content-type", "application/json")
                    .containsKey("ce_time");
        }
    }

    @Test
    void eventsOfAnAggregateArriveInOrderAndLeaveItsDocument() {
        try (RelayProcess notes = service().start()) {
            for (int i = 0; i < 20; i++) {
                String id = "n" + i;
                notes.notes.add(new Note(id, "0"), RequestContext.unconditional(id));
            }
            for (int change = 1; change <= 10; change++) {
                for (int i = 0; i < 20; i++) {
                    String text = "" + change;
                    notes.notes.change("n" + i, RequestContext.unconditional(), note -> note.write(text));
                }
            }

            List<ConsumerRecord<byte[], byte[]>> records = awaitRecords(Engines.kafka(), internal, 220);
            assertStrictlyRising(records);
            assertThat(records).hasSize(220);
            awaitNothingWaits(notes);
        }
    }

    @Test
    void whatWasSentButNotRemovedBeforeACrashIsNotSentAgain() {
        List<Document> before = new ArrayList<>();
        try (RelayProcess notes = service()) {
            for (int i = 0; i < 10; i++) {
                String id = "n" + i;
                notes.notes.add(new Note(id, "0"), RequestContext.unconditional(id));
            }
            notes.mongo.getCollection("notes").find().into(before);
            notes.start();
            awaitRecords(Engines.kafka(), internal, 10);
            awaitNothingWaits(notes);
        }
        try (RelayProcess notes = service()) {
            // as if the process had died after the commit of the transaction and before the removal
            before.forEach(document -> notes.mongo
                    .getCollection("notes")
                    .replaceOne(new Document("_id", document.getString("_id")), document));
            notes.start();
            notes.notes.add(new Note("later", "1"), RequestContext.unconditional("later"));

            List<ConsumerRecord<byte[], byte[]>> records = awaitRecords(Engines.kafka(), internal, 11);
            awaitNothingWaits(notes);
            assertThat(records).hasSize(11);
            assertThat(awaitRecords(Engines.kafka(), internal, 11)).hasSize(11);
        }
    }

    @Test
    void aRelayThatWasPausedAndResumedSendsNothingOld(@TempDir Path folder) throws Exception {
        Process first = process(folder, "first");
        Process second = null;
        try (RelayProcess writer = service()) {
            writer.notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            awaitRecords(Engines.kafka(), internal, 1);
            signal("-STOP", first);
            second = process(folder, "second");
            for (int i = 1; i <= 20; i++) {
                String text = "" + i;
                writer.notes.change("a", RequestContext.unconditional(), note -> note.write(text));
            }
            awaitRecords(Engines.kafka(), internal, 21);
            signal("-CONT", first);
            for (int i = 21; i <= 40; i++) {
                String text = "" + i;
                writer.notes.change("a", RequestContext.unconditional(), note -> note.write(text));
            }

            List<ConsumerRecord<byte[], byte[]>> records = awaitRecords(Engines.kafka(), internal, 41);
            awaitNothingWaits(writer);
            assertStrictlyRising(records);
            assertThat(new String(records.get(records.size() - 1).value(), UTF_8))
                    .contains("\"text\":\"40\"");
        } finally {
            first.destroyForcibly().waitFor();
            if (second != null) {
                second.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void aKilledRelayLosesAndRepeatsNothing(@TempDir Path folder) throws Exception {
        Process relay = process(folder, "relay");
        try (RelayProcess writer = service()) {
            for (int i = 0; i < 400; i++) {
                String id = "n" + i % 40;
                String text = "" + i;
                if (i < 40) {
                    writer.notes.add(new Note(id, text), RequestContext.unconditional(id));
                } else {
                    writer.notes.change(id, RequestContext.unconditional(), note -> note.write(text));
                }
                if (i % 130 == 129) {
                    awaitRecords(Engines.kafka(), internal, 1);
                    relay.destroyForcibly().waitFor();
                    relay = process(folder, "relay" + i);
                }
            }

            List<ConsumerRecord<byte[], byte[]>> records = awaitRecords(Engines.kafka(), internal, 400);
            awaitNothingWaits(writer);
            assertThat(records).hasSize(400);
            assertStrictlyRising(records);
        } finally {
            relay.destroyForcibly().waitFor();
        }
    }

    /** The database of a process that lacks a class, say. */
    private static final class Failing extends MongoTemplate {

        private final AtomicInteger errors;

        Failing(MongoClient client, String database, AtomicInteger errors) {
            super(client, database);
            this.errors = errors;
        }

        @Override
        public <T> @Nullable T execute(String collection, CollectionCallback<T> callback) {
            if (collection.equals("notes")
                    && Thread.currentThread().getName().startsWith("relay")
                    && errors.getAndDecrement() > 0) {
                throw new NoClassDefFoundError("wales/rhannu/Missing");
            }
            return super.execute(collection, callback);
        }
    }

    private RelayProcess failing(AtomicInteger errors) {
        return new RelayProcess(
                service,
                MongoClients.create(Engines.mongoUri(service)),
                (client, database) -> new Failing(client, database, errors),
                Engines.kafka(),
                Duration.ofDays(7));
    }

    @Test
    void anInstanceThatFailsLeavesTheLeaseToAnother() {
        AtomicInteger errors = new AtomicInteger(Integer.MAX_VALUE);
        try (RelayProcess broken = failing(errors).start()) {
            broken.notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            await().atMost(Duration.ofSeconds(90)).until(() -> errors.get() < Integer.MAX_VALUE - 3);
            try (RelayProcess sound = service().start()) {
                awaitRecords(Engines.kafka(), internal, 1);
                awaitNothingWaits(sound);
            }
        }
    }

    @Test
    void anInstanceWhoseSweepFailsLeavesTheLeaseToAnother() {
        try (RelayProcess sound = service()) {
            // nobody tells the broken one of it
            sound.notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            AtomicInteger errors = new AtomicInteger(Integer.MAX_VALUE);
            try (RelayProcess broken = failing(errors).start()) {
                await().atMost(Duration.ofSeconds(90)).until(() -> errors.get() < Integer.MAX_VALUE - 3);
                sound.start();
                awaitRecords(Engines.kafka(), internal, 1);
                awaitNothingWaits(sound);
            }
        }
    }

    @Test
    void anInstanceThatFailedGoesOnWhereThereIsNoOther() {
        try (RelayProcess notes = failing(new AtomicInteger(8)).start()) {
            notes.notes.add(new Note("a", "0"), RequestContext.unconditional("a"));

            assertThat(awaitRecords(Engines.kafka(), internal, 1)).hasSize(1);
            awaitNothingWaits(notes);
        }
    }

    @Test
    void whileTheBrokerIsAwayWritesGoOn(@TempDir Path folder) {
        int port = FreePorts.next();
        int controllerPort = FreePorts.next();
        String kafka = "127.0.0.1:" + port;
        EmbeddedKafka broker = EmbeddedKafka.start(folder, port, controllerPort, Map.of());
        try (RelayProcess notes = service(kafka, Duration.ofDays(7)).start()) {
            notes.notes.add(new Note("a", "0"), RequestContext.unconditional("a"));
            awaitRecords(kafka, internal, 1);
            broker.close();
            for (int i = 1; i <= 10; i++) {
                String text = "" + i;
                notes.notes.change("a", RequestContext.unconditional(), note -> note.write(text));
            }
            await().atMost(Duration.ofSeconds(90))
                    .until(() ->
                            notes.meters.get("rhannu.outbox.oldest.age").gauge().value() > 0);
            broker = EmbeddedKafka.start(folder, port, controllerPort, Map.of());

            List<ConsumerRecord<byte[], byte[]>> records = awaitRecords(kafka, internal, 11);
            awaitNothingWaits(notes);
            assertThat(records).hasSize(11);
            assertStrictlyRising(records);
        } finally {
            broker.close();
        }
    }

    private static void awaitNothingWaits(RelayProcess notes) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> notes.mongo
                                .getCollection("notes")
                                .countDocuments(new Document("pending", new Document("$exists", true)))
                        == 0);
    }

    private static void assertStrictlyRising(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, Long> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            long sequence = Long.parseLong(
                    new String(record.headers().lastHeader("ce_sequence").value(), UTF_8));
            Long before = last.put(new String(record.key(), UTF_8), sequence);
            assertThat(before == null || before < sequence)
                    .as("%s after %s", sequence, before)
                    .isTrue();
        }
    }

    /** Reads a topic from its beginning until it has that many records, then what else there is. */
    private static List<ConsumerRecord<byte[], byte[]>> awaitRecords(String kafka, String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> consumer.listTopics(Duration.ofSeconds(5)).containsKey(topic));
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(Duration.ofSeconds(120)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= count;
            });
            consumer.poll(Duration.ofMillis(300)).forEach(records::add);
        }
        return records;
    }

    private Process process(Path folder, String name) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RelayProcess.class.getName(),
                        service,
                        Engines.mongoUri(service),
                        Engines.kafka())
                .redirectErrorStream(true)
                .redirectOutput(new File(folder.toFile(), name + ".log"))
                .start();
    }

    private static void signal(String signal, Process process) throws Exception {
        new ProcessBuilder("kill", signal, "" + process.pid()).start().waitFor();
    }
}
