package wales.rhannu.starter.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Creates the topics that a service declares, and gives those that exist the settings declared. It works in the
 * background and tries again for ever: a service starts, and writes, while the broker is away.
 */
public final class Topics implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Topics.class);

    private final Map<String, Object> adminSettings;
    private final Map<String, TopicDeclaration> declared = new ConcurrentHashMap<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile boolean running;

    /** A service has one of these, with the settings of a Kafka admin client. */
    public Topics(Map<String, Object> adminSettings) {
        this.adminSettings = adminSettings;
    }

    /** Adds a topic, before the service starts. */
    public void declare(TopicDeclaration topic) {
        declared.put(topic.name(), topic);
    }

    /** What was declared. */
    public Collection<TopicDeclaration> declared() {
        return List.copyOf(declared.values());
    }

    /** Waits until all exist. Gives whether they do. */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        return ready.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void start() {
        running = true;
        Thread thread = new Thread(this::run, "topics");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the consumers are started. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1_000;
    }

    private void run() {
        try {
            while (running && ready.getCount() > 0) {
                // anew each time: it cannot be made while the broker's name is not known
                try (Admin admin = Admin.create(adminSettings)) {
                    ensure(admin);
                    ready.countDown();
                } catch (ExecutionException | RuntimeException | Error e) {
                    // whatever it is: without topics nothing would ever be relayed
                    log.warn("Topics cannot be declared yet: {}", e.toString());
                    TimeUnit.SECONDS.sleep(1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ensure(Admin admin) throws InterruptedException, ExecutionException {
        Set<String> there = admin.listTopics().names().get();
        List<NewTopic> missing = new ArrayList<>();
        List<String> existing = new ArrayList<>();
        for (TopicDeclaration topic : declared.values()) {
            if (there.contains(topic.name())) {
                existing.add(topic.name());
            } else {
                missing.add(
                        new NewTopic(topic.name(), topic.partitions(), topic.replication()).configs(topic.config()));
            }
        }
        if (!missing.isEmpty()) {
            try {
                admin.createTopics(missing).all().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
                // another instance was quicker: look again
                throw new IllegalStateException("Another instance creates them, too");
            }
        }
        if (!existing.isEmpty()) {
            adapt(admin, existing);
        }
    }

    private void adapt(Admin admin, List<String> names) throws InterruptedException, ExecutionException {
        for (TopicDescription there :
                admin.describeTopics(names).allTopicNames().get().values()) {
            TopicDeclaration topic = declared.get(there.name());
            if (topic != null && topic.partitions() != there.partitions().size()) {
                log.error(
                        "{} has {} partitions and is declared with {}: growing takes a new topic and a copy",
                        there.name(),
                        there.partitions().size(),
                        topic.partitions());
            }
        }
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(resources).all().get();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new ConcurrentHashMap<>();
        configs.forEach((resource, config) -> {
            TopicDeclaration topic = declared.get(resource.name());
            if (topic == null) {
                return;
            }
            List<AlterConfigOp> ops = new ArrayList<>();
            topic.config().forEach((name, value) -> {
                ConfigEntry entry = config.get(name);
                if (entry == null || !value.equals(entry.value())) {
                    ops.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
                }
            });
            if (!ops.isEmpty()) {
                changes.put(resource, ops);
            }
        });
        if (!changes.isEmpty()) {
            admin.incrementalAlterConfigs(changes).all().get();
        }
    }
}
