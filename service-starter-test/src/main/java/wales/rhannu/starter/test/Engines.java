package wales.rhannu.starter.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.util.FileSystemUtils;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import wales.rhannu.engines.EmbeddedKafka;
import wales.rhannu.engines.EmbeddedMongo;
import wales.rhannu.engines.FreePorts;

/**
 * The one broker and one database of this JVM: containers when a Docker engine answers, the embedded pair otherwise.
 * {@code -Drhannu.test.engines=embedded} never asks Docker.
 */
public final class Engines {

    private static @Nullable Engines running;

    private final String bootstrapServers;
    private final String mongoUri;
    private final @Nullable Path logFolder;

    private Engines(String bootstrapServers, String mongoUri, @Nullable Path logFolder) {
        this.bootstrapServers = bootstrapServers;
        this.mongoUri = mongoUri;
        this.logFolder = logFolder;
    }

    /** Starts them the first time. */
    public static synchronized Engines running() {
        Engines engines = running;
        if (engines == null) {
            engines = start();
            running = engines;
        }
        return engines;
    }

    private static Engines start() {
        if (!"embedded".equals(System.getProperty("rhannu.test.engines")) && Docker.answers()) {
            try {
                return containers();
            } catch (RuntimeException e) {
                say("Docker answers, but a container does not start (" + e.getMessage() + ")");
            }
        }
        return embedded();
    }

    private static Engines containers() {
        KafkaContainer kafka = new KafkaContainer("apache/kafka:4.2.1");
        kafka.start();
        MongoDBContainer mongo = new MongoDBContainer("mongo:8").withReplicaSet();
        mongo.start();
        say("Engines of this test run: containers");
        return new Engines(kafka.getBootstrapServers(), mongo.getConnectionString(), null);
    }

    private static Engines embedded() {
        Path folder;
        try {
            folder = Files.createTempDirectory("rhannu-test-kafka");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // impatient housekeeping, so that a test of erasure need not wait for minutes
        Map<String, String> settings = Map.of(
                "log.cleaner.backoff.ms", "500",
                "log.retention.check.interval.ms", "1000",
                "log.segment.delete.delay.ms", "500",
                "log.initial.task.delay.ms", "1000");
        EmbeddedKafka kafka = EmbeddedKafka.start(folder, FreePorts.next(), FreePorts.next(), settings);
        EmbeddedMongo mongo = EmbeddedMongo.inMemory();
        // after the contexts are closed: their consumers would wait for a broker that is gone
        SpringApplication.getShutdownHandlers().add(() -> {
            kafka.close();
            mongo.close();
            try {
                FileSystemUtils.deleteRecursively(folder);
            } catch (IOException e) {
                say("Left behind: " + folder);
            }
        });
        say("Engines of this test run: embedded");
        String uri = mongo.uri("");
        return new Engines(kafka.bootstrapServers(), uri.substring(0, uri.length() - 1), folder.resolve("log"));
    }

    // a line for whoever reads the build's output, whatever the logging is set to
    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Where the database of this name is. */
    public String mongoUri(String database) {
        return mongoUri + "/" + database;
    }

    /** The folder of the broker's segment files, for tests that search them; only the embedded broker has one to show. */
    public Optional<Path> brokerFolder() {
        return Optional.ofNullable(logFolder);
    }
}
