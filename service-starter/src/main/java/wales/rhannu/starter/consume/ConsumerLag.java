package wales.rhannu.starter.consume;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Measures what waits to be consumed: how far each group is behind, over all its instances, and the dead letters that
 * nobody replayed or discarded. Neither is a number while the broker, or the database, is away.
 *
 * <p>To alert on: {@code rhannu.consumer.lag} that grows for minutes; {@code rhannu.dead.letters.unresolved} above 0.
 */
final class ConsumerLag implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ConsumerLag.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final int PATIENCE = 5_000;

    private final List<ConsumedTopic> consumed;
    private final DeadLetters deadLetters;
    private final Map<String, Object> adminSettings;
    private final Map<ConsumedTopic, Double> lags = new ConcurrentHashMap<>();
    private volatile double unresolved = Double.NaN;
    private @Nullable Object seen;
    private @Nullable Admin admin;
    private @Nullable ScheduledExecutorService timer;

    ConsumerLag(
            List<ConsumedTopic> consumed,
            DeadLetters deadLetters,
            Map<String, Object> adminSettings,
            MeterRegistry meters) {
        this.consumed = consumed;
        this.deadLetters = deadLetters;
        this.adminSettings = new HashMap<>(adminSettings);
        this.adminSettings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE);
        this.adminSettings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE);
        this.adminSettings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, PATIENCE);
        for (ConsumedTopic each : consumed) {
            Gauge.builder("rhannu.consumer.lag", lags, known -> known.getOrDefault(each, Double.NaN))
                    .description("Records that a group has not consumed yet")
                    .tag("topic", each.topic())
                    .tag("group", each.group())
                    .register(meters);
            // from the start, or nobody would see it rise to the first one
            meters.counter(ConsumerErrorHandling.DEAD_LETTERED, "topic", each.topic());
        }
        Gauge.builder("rhannu.dead.letters.unresolved", this, backlog -> backlog.unresolved)
                .description("Records that could not be consumed and wait for an operator")
                .register(meters);
    }

    @Override
    public void start() {
        if (consumed.isEmpty()) {
            unresolved = 0;
            return;
        }
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "backlog");
            thread.setDaemon(true);
            return thread;
        });
        timer = started;
        started.scheduleWithFixedDelay(this::measure, 1, EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = timer;
        timer = null;
        if (running != null) {
            running.shutdownNow();
        }
        synchronized (this) {
            if (admin != null) {
                admin.close(Duration.ZERO);
                admin = null;
            }
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }

    private synchronized void measure() {
        if (timer == null) {
            return;
        }
        try {
            Admin asked = admin == null ? Admin.create(adminSettings) : admin;
            admin = asked;
            Map<String, List<TopicPartition>> partitions = partitions(asked);
            measureLags(asked, partitions);
            measureDeadLetters(asked, partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException | Error e) {
            // whatever it is: a measuring that threw would never be run again
            log.debug("The backlog cannot be measured", e);
            lags.clear();
            unresolved = Double.NaN;
            seen = null;
        }
    }

    private void measureLags(Admin asked, Map<String, List<TopicPartition>> partitions)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
        consumed.forEach(each -> groups.put(each.group(), new ListConsumerGroupOffsetsSpec()));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new HashMap<>();
        var offsets = asked.listConsumerGroupOffsets(groups);
        for (String group : groups.keySet()) {
            committed.put(
                    group,
                    unless(GroupIdNotFoundException.class, offsets.partitionsToOffsetAndMetadata(group), Map.of()));
        }
        List<TopicPartition> all = new ArrayList<>();
        consumed.forEach(each -> all.addAll(partitions.getOrDefault(each.topic(), List.of())));
        Map<TopicPartition, Long> begins = offsets(asked, all, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(asked, all, OffsetSpec.latest());
        for (ConsumedTopic each : consumed) {
            long lag = 0;
            for (TopicPartition partition : partitions.getOrDefault(each.topic(), List.of())) {
                OffsetAndMetadata at =
                        committed.getOrDefault(each.group(), Map.of()).get(partition);
                long begin = begins.getOrDefault(partition, 0L);
                long from = at == null ? begin : Math.max(begin, at.offset());
                lag += Math.max(0, ends.getOrDefault(partition, from) - from);
            }
            lags.put(each, (double) lag);
        }
    }

    /** They are read only when there is one more, or one was resolved. */
    private void measureDeadLetters(Admin asked, Map<String, List<TopicPartition>> partitions)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<TopicPartition> all = new ArrayList<>();
        consumed.forEach(each -> all.addAll(partitions.getOrDefault(each.deadLetterTopic(), List.of())));
        Map<TopicPartition, Long> begins = offsets(asked, all, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(asked, all, OffsetSpec.latest());
        if (begins.equals(ends)) {
            unresolved = 0;
            return;
        }
        Object now = List.of(begins, ends, deadLetters.resolutions());
        if (!now.equals(seen)) {
            unresolved = deadLetters.unresolved();
            seen = now;
        }
    }

    private Map<String, List<TopicPartition>> partitions(Admin asked)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<String> topics = new ArrayList<>();
        consumed.forEach(each -> topics.addAll(List.of(each.topic(), each.deadLetterTopic())));
        Map<String, List<TopicPartition>> partitions = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> described :
                asked.describeTopics(topics).topicNameValues().entrySet()) {
            partitions.put(
                    described.getKey(),
                    unless(
                            UnknownTopicOrPartitionException.class,
                            described.getValue().thenApply(ConsumerLag::partitions),
                            List.of()));
        }
        return partitions;
    }

    private static List<TopicPartition> partitions(TopicDescription topic) {
        return topic.partitions().stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .toList();
    }

    private static Map<TopicPartition, Long> offsets(Admin asked, List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Map<TopicPartition, ListOffsetsResultInfo> found = asked.listOffsets(
                        wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(PATIENCE, TimeUnit.MILLISECONDS);
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static <T> T unless(Class<? extends Exception> expected, KafkaFuture<T> future, T otherwise)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return future.get(PATIENCE, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (expected.isInstance(e.getCause())) {
                return otherwise;
            }
            throw e;
        }
    }
}
