package wales.rhannu.partner.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import wales.rhannu.partner.catalogue.Catalogue;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.consume.TopicFollower;

/**
 * The streams of all public topics: finds the topics, wakes waiting readers, and closes all connections before the server stops.
 */
@Component
class Streams implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Streams.class);
    private static final Duration LOOK_SOON = Duration.ofMillis(500);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofMillis(500);

    private final Map<String, TopicStream> streams = new TreeMap<>();
    private final Map<String, Object> adminSettings;
    private final ThreadPoolExecutor pump;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemon("stream-timer"));
    private final ReentrantLock looking = new ReentrantLock();
    private long lookedAt = System.nanoTime();
    private long lookAgainAt = lookedAt;
    private @Nullable Thread finder;
    private volatile boolean running;

    Streams(
            Catalogue catalogue,
            RingBuffers rings,
            TopicFollower.Factory followers,
            KafkaProperties kafka,
            Clock clock,
            MeterRegistry meters) {
        int cores = Math.max(2, Runtime.getRuntime().availableProcessors());
        this.pump = new ThreadPoolExecutor(
                cores,
                cores,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // each subscriber is in it once at most
                daemon("pump"),
                new ThreadPoolExecutor.DiscardPolicy());
        this.adminSettings = new HashMap<>(kafka.buildAdminProperties());
        adminSettings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        adminSettings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        for (Catalogue.PublicTopic topic : catalogue.topics(Locale.ENGLISH)) {
            streams.put(topic.topic(), new TopicStream(topic.topic(), rings, followers, clock, meters));
        }
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The stream of a public topic. */
    TopicStream of(String topic) {
        TopicStream stream = streams.get(topic);
        if (stream == null) {
            throw DomainException.notFound("no-such-topic");
        }
        return stream;
    }

    /** @throws DomainException when the service stops, so that who comes goes to another replica */
    void mustRun() {
        if (!running) {
            throw stopping();
        }
    }

    static DomainException stopping() {
        return DomainException.unavailable("stopping", Duration.ofSeconds(1));
    }

    /** Where subscribers do their work, which never waits. */
    Executor pump() {
        return pump;
    }

    ScheduledFuture<?> later(Duration delay, Runnable task) {
        return timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void start() {
        running = true;
        finder = daemon("stream-finder").newThread(this::find);
        finder.start();
        Future<?> unused =
                timer.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Ends those connections at whose other side is nobody any more, at once. All who ask for it at the same time share one look,
     * and looking takes no more than a tenth of the time.
     */
    void endThoseLeft() throws InterruptedException {
        long came = System.nanoTime();
        looking.lockInterruptibly();
        try {
            if (lookedAt - came > 0) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(lookAgainAt - System.nanoTime());
            lookedAt = System.nanoTime();
            eachSubscriber(TopicStream.Subscriber::endIfLeft);
            long now = System.nanoTime();
            lookAgainAt = now + 9 * (now - lookedAt);
        } finally {
            looking.unlock();
        }
    }

    private void tick() {
        eachSubscriber(TopicStream.Subscriber::tick);
    }

    /** Catches the failures of each subscriber, because an exception would end the timer for all. */
    private void eachSubscriber(Consumer<TopicStream.Subscriber> what) {
        for (TopicStream stream : streams.values()) {
            for (TopicStream.Subscriber each : stream.subscribers()) {
                try {
                    what.accept(each);
                } catch (RuntimeException | Error e) {
                    log.warn("A subscriber of {} failed", stream.name(), e);
                }
            }
        }
    }

    private void find() {
        try (Admin admin = Admin.create(adminSettings)) {
            while (running) {
                boolean all = find(admin, streams.values());
                Thread.sleep((all ? LOOK_AGAIN : LOOK_SOON).toMillis());
            }
        } catch (InterruptedException e) {
            log.debug("No longer looking for topics");
        }
    }

    /** Returns whether all public topics are followed. */
    private static boolean find(Admin admin, Collection<TopicStream> streams) throws InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        streams.stream().map(TopicStream::name).toList())
                .topicNameValues();
        boolean all = true;
        for (TopicStream stream : streams) {
            try {
                TopicDescription topic =
                        Objects.requireNonNull(answers.get(stream.name())).get();
                int id = topic.topicId().hashCode();
                if (!stream.follows(id)) {
                    stream.follow(id, ends(admin, topic));
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    stream.missing();
                } else {
                    log.warn("The topic {} cannot be looked for: {}", stream.name(), e.getMessage());
                }
            }
            all &= stream.log() != null;
        }
        return all;
    }

    private static Map<Integer, Long> ends(Admin admin, TopicDescription topic)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        topic.partitions()
                .forEach(it -> latest.put(new TopicPartition(topic.name(), it.partition()), OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    /** Closes every connection, so that readers connect to another instance. */
    @Override
    public void stop() {
        running = false;
        streams.values().forEach(stream -> stream.subscribers().forEach(TopicStream.Subscriber::stop));
        Thread finding = finder;
        if (finding != null) {
            finding.interrupt();
        }
        streams.values().forEach(TopicStream::close);
        timer.shutdownNow();
        pump.shutdown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A stop sends readers to another instance for good: a context that is only paused goes on. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    /** The last to start and the first to stop: the server's own graceful stop waits for connections to end. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
