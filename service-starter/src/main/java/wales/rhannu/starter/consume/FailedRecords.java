package wales.rhannu.starter.consume;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.stream.binder.kafka.ListenerContainerWithDlqAndRetryCustomizer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;
import wales.rhannu.starter.mongo.Away;

/**
 * What becomes of a record that a consumer failed on. While the database or the broker is away every record fails, so the
 * consumer tries the same one again for ever; one that fails by itself is tried three times, then goes to {@code
 * dlq.<group>.<topic>} with its cause, and the consumer goes on once the broker has acknowledged that.
 */
final class FailedRecords implements ListenerContainerWithDlqAndRetryCustomizer {

    private final KafkaOperations<byte[], byte[]> deadLetters;
    private final MeterRegistry meters;

    FailedRecords(KafkaOperations<byte[], byte[]> deadLetters, MeterRegistry meters) {
        this.deadLetters = deadLetters;
        this.meters = meters;
    }

    static String deadLetterTopic(String group, String topic) {
        return "dlq." + group + "." + topic;
    }

    @Override
    public boolean retryAndDlqInBinding(String destinationName, String group) {
        return false;
    }

    @Override
    public void configure(
            AbstractMessageListenerContainer<?, ?> container,
            String destinationName,
            String group,
            @Nullable BiFunction<ConsumerRecord<?, ?>, Exception, TopicPartition> ignored,
            @Nullable BackOff backOff) {
        DeadLetterPublishingRecoverer recoverer = new DeadLetterPublishingRecoverer(
                deadLetters, (record, cause) -> new TopicPartition(deadLetterTopic(group, record.topic()), 0));
        recoverer.setFailIfSendResultIsError(true);
        DefaultErrorHandler handler = new DefaultErrorHandler(
                (record, cause) -> {
                    // an operator wants to know what failed, not that a listener did
                    Throwable root = NestedExceptionUtils.getMostSpecificCause(cause);
                    recoverer.accept(record, root instanceof Exception exception ? exception : cause);
                    meters.counter("rhannu.dead.lettered", "topic", record.topic())
                            .increment();
                },
                new FixedBackOff(200, 2));
        handler.setBackOffFunction((record, cause) -> isInfrastructure(cause) ? forEver() : null);
        container.setCommonErrorHandler(handler);
    }

    private static BackOff forEver() {
        ExponentialBackOff backOff = new ExponentialBackOff(200, 2);
        backOff.setMaxInterval(Duration.ofSeconds(5).toMillis());
        return backOff;
    }

    private static boolean isInfrastructure(Throwable failure) {
        if (Away.isDatabaseAway(failure)) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }
}
