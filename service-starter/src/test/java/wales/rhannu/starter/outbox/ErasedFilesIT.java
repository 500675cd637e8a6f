package wales.rhannu.starter.outbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wales.rhannu.engines.EmbeddedKafka;
import wales.rhannu.engines.FreePorts;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.aggregate.Note;
import wales.rhannu.starter.aggregate.RequestContext;

/** What was erased leaves the broker's files, although nobody writes to the partition that had it. */
class ErasedFilesIT {

    private static final Duration BOUND = Duration.ofSeconds(20);

    /** The bound is seconds here, and days elsewhere: what a busy machine adds to it is not made smaller with it. */
    private static final Duration PATIENCE = BOUND.plusSeconds(60);

    private static final int PARTITIONS = 2;
    private static final String ERASED = "a";

    private final String service = "notes" + UUID.randomUUID().toString().substring(0, 8);
    private final String secret = "secret" + UUID.randomUUID();

    private RelayProcess service(String kafka) {
        return new RelayProcess(service, Engines.mongoUri(service), kafka, BOUND).start();
    }

    @Test
    void withinTheBound() {
        try (RelayProcess notes = service(Engines.kafka())) {
            publishAndErase(notes, Engines.kafkaFolder());

            await().atMost(PATIENCE)
                    .until(() -> filesWithTheSecret(Engines.kafkaFolder()).isEmpty());
        }
    }

    @Test
    void withinTheBoundAlsoWhereEachStartLivesForLessThanASegment(@TempDir Path folder) {
        int port = FreePorts.next();
        int controllerPort = FreePorts.next();
        Map<String, String> settings = Map.of("log.cleaner.backoff.ms", "200");
        EmbeddedKafka broker = EmbeddedKafka.start(folder, port, controllerPort, settings);
        try {
            try (RelayProcess notes = service(broker.bootstrapServers())) {
                publishAndErase(notes, folder);
            }
            long erased = System.nanoTime();
            while (!filesWithTheSecret(folder).isEmpty()) {
                assertThat(Duration.ofNanos(System.nanoTime() - erased))
                        .as("the time that it took")
                        .isLessThan(PATIENCE);
                broker.close();
                broker = EmbeddedKafka.start(folder, port, controllerPort, settings);
                try (RelayProcess notes = service(broker.bootstrapServers())) {
                    lookAtQuietPartitions(notes);
                }
            }
        } finally {
            broker.close();
        }
    }

    private void publishAndErase(RelayProcess notes, Path folder) {
        notes.notes.add(new Note(ERASED, secret), RequestContext.unconditional(ERASED));
        notes.notes.change(ERASED, RequestContext.unconditional(), Note::show);
        awaitNothingWaits(notes);
        assertThat(filesWithTheSecret(folder)).isNotEmpty();
        notes.notes.change(ERASED, RequestContext.unconditional(), Note::erase);
        awaitNothingWaits(notes);
    }

    /** After each round of sending the relay looks for quiet partitions: once another is done, so is the look before it. */
    private static void lookAtQuietPartitions(RelayProcess notes) {
        String another = inAnotherPartition();
        for (int round = 0; round < 2; round++) {
            if (notes.notes.find(another).isEmpty()) {
                notes.notes.add(new Note(another, "hello"), RequestContext.unconditional(another));
            } else {
                notes.notes.change(another, RequestContext.unconditional(), note -> note.write("hello again"));
            }
            awaitNothingWaits(notes);
        }
    }

    private static String inAnotherPartition() {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "another" + i)
                .filter(id -> partition(id) != partition(ERASED))
                .findFirst()
                .orElseThrow();
    }

    private static int partition(String id) {
        return BuiltInPartitioner.partitionForKey(id.getBytes(UTF_8), PARTITIONS);
    }

    private static void awaitNothingWaits(RelayProcess notes) {
        Document waiting = new Document("pending", new Document("$exists", true));
        await().atMost(PATIENCE).until(() -> notes.mongo.getCollection("notes").countDocuments(waiting) == 0);
    }

    private List<Path> filesWithTheSecret(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith("index"))
                    .filter(this::hasTheSecret)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // a folder changed under the walk: not an answer yet
            return List.of(folder);
        }
    }

    private boolean hasTheSecret(Path file) {
        try {
            return Files.readString(file, ISO_8859_1).contains(secret);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
