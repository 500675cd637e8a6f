package wales.rhannu.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.awaitility.Awaitility;
import wales.rhannu.testplatform.Platform;

/** Three brokers as three processes, each a controller as well: three copies of everything, of which two must have it. */
final class BrokerCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int COPIES = 3;

    /** A broker's place, which it comes back to. */
    private record Node(int id, Path folder, int port, int controllerPort) {}

    private final Platform platform;
    private final Map<Integer, Node> nodes = new TreeMap<>();
    private final Map<Integer, Process> processes = new HashMap<>();
    private final Map<String, String> settings;

    /** Begins to start them. */
    BrokerCluster(Platform platform, Path folder) {
        this.platform = platform;
        for (int id = 1; id <= COPIES; id++) {
            nodes.put(id, new Node(id, folder.resolve("broker-" + id), Platform.freePort(), Platform.freePort()));
        }
        String copies = Integer.toString(COPIES);
        settings = new HashMap<>(Map.of(
                "cluster.id",
                clusterId(),
                "controller.quorum.voters",
                nodes.values().stream()
                        .map(node -> node.id() + "@127.0.0.1:" + node.controllerPort())
                        .collect(Collectors.joining(",")),
                "default.replication.factor",
                copies,
                "min.insync.replicas",
                "2",
                "offsets.topic.replication.factor",
                copies,
                "transaction.state.log.replication.factor",
                copies,
                "transaction.state.log.min.isr",
                "2"));
        nodes.keySet().forEach(this::start);
    }

    private static String clusterId() {
        UUID random = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    void start(int id) {
        Node node = node(id);
        Map<String, String> own = new HashMap<>(settings);
        own.put("node.id", Integer.toString(id));
        processes.put(id, platform.broker(node.folder(), node.port(), node.controllerPort(), own));
    }

    private Node node(int id) {
        Node node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("There is no broker " + id);
        }
        return node;
    }

    /** As {@code kill -9}. */
    void kill(int id) {
        Process process = processes.remove(id);
        if (process != null) {
            process.destroyForcibly();
        }
    }

    String bootstrapServers() {
        return nodes.values().stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","));
    }

    /** Waits until all are there and have all there is. */
    void awaitInSync() {
        Awaitility.await("all brokers to be in sync")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> {
                    try (Admin admin = admin()) {
                        return get(admin.describeCluster().nodes()).size() == COPIES
                                && topics(admin).stream()
                                        .flatMap(topic -> topic.partitions().stream())
                                        .allMatch(partition -> partition.isr().size() == COPIES);
                    }
                });
    }

    /** Those of which there are not as many copies as there should be. */
    List<String> withFewerCopies() {
        try (Admin admin = admin()) {
            return topics(admin).stream()
                    .filter(topic -> topic.partitions().stream()
                            .anyMatch(partition -> partition.replicas().size() != COPIES))
                    .map(TopicDescription::name)
                    .toList();
        }
    }

    private static List<TopicDescription> topics(Admin admin) {
        return List.copyOf(get(admin.describeTopics(get(admin.listTopics(
                                        new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true))
                                .names()))
                        .allTopicNames())
                .values());
    }

    /** The broker that coordinates a relay's transactions. */
    int coordinatorOf(String transactionalId) {
        try (Admin admin = admin()) {
            return get(admin.describeTransactions(List.of(transactionalId)).description(transactionalId))
                    .coordinatorId();
        }
    }

    /** The one that decides for all. */
    int controller() {
        try (Admin admin = admin()) {
            return get(admin.describeMetadataQuorum().quorumInfo()).leaderId();
        }
    }

    /** The transactional ids that there are. */
    List<String> transactionalIds() {
        try (Admin admin = admin()) {
            return get(admin.listTransactions().all()).stream()
                    .map(listing -> listing.transactionalId())
                    .toList();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers(),
                "request.timeout.ms", "3000",
                "default.api.timeout.ms", "10000"));
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        // nobody needs what they have
        processes.values().forEach(Process::destroyForcibly);
    }

    static Path freshFolder(Path parent) {
        try {
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent.toAbsolutePath(), "brokers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
