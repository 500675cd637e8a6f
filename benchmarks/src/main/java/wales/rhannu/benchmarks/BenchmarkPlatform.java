package wales.rhannu.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;

/** The platform that is measured; it is started when the first benchmark needs it. */
final class BenchmarkPlatform implements AutoCloseable {

    /** The gateway's limits are active, but so high that no request is refused. */
    static final Map<String, String> SETTINGS =
            Map.of("RHANNU_LIMITS_REQUESTSPERSECOND", "1000000", "RHANNU_LIMITS_BURST", "1000000");

    private final Path checkout;
    private final Path work;
    private @Nullable Platform running;

    BenchmarkPlatform(Path checkout, Path work) {
        this.checkout = checkout;
        this.work = work;
    }

    Path checkout() {
        return checkout;
    }

    Path work() {
        return work;
    }

    Platform platform() {
        Platform platform = running;
        if (platform == null) {
            platform = Platform.in(checkout, work.resolve("platform"), SETTINGS, null);
            running = platform;
            say(platform.start());
        }
        return platform;
    }

    /** Ends the platform, so that another can be measured. */
    void clear() {
        Platform platform = running;
        running = null;
        if (platform != null) {
            platform.close();
        }
    }

    Author author() {
        return new Author(platform().api("author"), platform().api("facilitator"));
    }

    @Override
    public void close() {
        clear();
    }

    static void say(String line) {
        System.err.println(line.strip());
    }

    static void await(String what, int seconds, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("Waited " + seconds + " s for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** A plain Kafka consumer that reads committed records. */
    static KafkaConsumer<byte[], byte[]> subscriber(Platform platform) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        platform.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        "2000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    static Optional<Path> onPath(String program) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin").split(":")) {
            Path file = Path.of(folder, program);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
