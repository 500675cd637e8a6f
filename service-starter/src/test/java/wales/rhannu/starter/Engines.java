package wales.rhannu.starter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import wales.rhannu.engines.EmbeddedKafka;
import wales.rhannu.engines.EmbeddedMongo;
import wales.rhannu.engines.FreePorts;

/** One broker and one database for all integration tests of this JVM. */
public final class Engines {

    private static final Path FOLDER = folder();
    private static final EmbeddedKafka KAFKA =
            EmbeddedKafka.start(FOLDER, FreePorts.next(), FreePorts.next(), Map.of("log.cleaner.backoff.ms", "200"));
    private static final EmbeddedMongo MONGO = EmbeddedMongo.inMemory();

    private Engines() {}

    /** Where Kafka's clients connect. */
    public static String kafka() {
        return KAFKA.bootstrapServers();
    }

    /** Where the broker keeps its files. */
    public static Path kafkaFolder() {
        return FOLDER;
    }

    /** Where MongoDB's clients connect, for one database. */
    public static String mongoUri(String database) {
        return MONGO.uri(database);
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(Path.of("target"), "kafka");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
