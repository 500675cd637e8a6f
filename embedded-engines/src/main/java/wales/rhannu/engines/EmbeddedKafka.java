package wales.rhannu.engines;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * An Apache Kafka broker that is its own controller (KRaft), in this process. Acknowledged records survive a {@code kill -9},
 * because they are in the operating system's page cache.
 */
public final class EmbeddedKafka implements AutoCloseable {

    /** A setting of ours beside Kafka's: the id of the cluster, the same on all its nodes, 16 bytes in base64. */
    public static final String CLUSTER_ID = "cluster.id";

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker, and formats its folder the first time.
     *
     * @param folder where its data is kept
     * @param port for clients
     * @param controllerPort for itself
     * @param settings by their names in Kafka's broker configuration, which override ours; a node of a cluster needs {@code
     *     node.id}, {@code controller.quorum.voters} and {@link #CLUSTER_ID}
     */
    public static EmbeddedKafka start(Path folder, int port, int controllerPort, Map<String, String> settings) {
        Properties properties = settings(folder, port, controllerPort);
        properties.putAll(settings);
        Object cluster = properties.remove(CLUSTER_ID);
        format(folder, properties, cluster == null ? Uuid.randomUuid().toString() : cluster.toString());
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        server.startup();
        return new EmbeddedKafka(server, port);
    }

    private static Properties settings(Path folder, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", "1");
        properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("log.dirs", folder.resolve("log").toString());
        properties.put("auto.create.topics.enable", "false");
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        properties.put("group.initial.rebalance.delay.ms", "0");
        // the controller accepts a killed broker again only when its last session has expired
        properties.put("broker.session.timeout.ms", "2000");
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("num.recovery.threads.per.data.dir", "2");
        // two of them per partition are made as long as they may get: ten times that is gigabytes where files have no
        // holes
        properties.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        properties.put("log.cleaner.backoff.ms", "1000");
        // records past their retention are deleted soon, because dead letters can hold personal data
        properties.put("log.retention.check.interval.ms", "5000");
        properties.put("log.segment.delete.delay.ms", "1000");
        properties.put("log.initial.task.delay.ms", "5000");
        properties.put("controlled.shutdown.enable", "false");
        return properties;
    }

    private static void format(Path folder, Properties properties, String cluster) {
        try {
            Files.createDirectories(folder);
            if (Files.exists(folder.resolve("log").resolve("meta.properties"))) {
                return;
            }
            Path file = folder.resolve("broker.properties");
            try (var out = Files.newOutputStream(file)) {
                properties.store(out, null);
            }
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            int exit = StorageTool.execute(
                    new String[] {"format", "--config", file.toString(), "--cluster-id", cluster},
                    new PrintStream(said, true, StandardCharsets.UTF_8));
            if (exit != 0) {
                throw new IllegalStateException(
                        "The broker's folder cannot be formatted: " + said.toString(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Waits until it ends, by itself or by a close. */
    void awaitEnd() {
        server.awaitShutdown();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
