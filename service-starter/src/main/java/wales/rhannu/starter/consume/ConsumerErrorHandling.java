package wales.rhannu.starter.consume;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.stream.binder.kafka.ListenerContainerWithDlqAndRetryCustomizer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.mongo.TransientFailures;

/**
 * What becomes of a record that a consumer failed on. While the database, the broker or another thing that it needs is away
 * every record fails, so the consumer tries the same one again for ever; one that fails by itself is tried three times, then
 * goes to {@code dlq.<group>.<topic>} with its cause, and the consumer goes on once the broker has acknowledged that.
 */
final class ConsumerErrorHandling implements ListenerContainerWithDlqAndRetryCustomizer {

    private static final Pattern TYPE = Pattern.compile("wales\\.rhannu(?:\\.[a-z0-9-]{1,64}){1,4}");
    private static final int MOST_TYPES = 500;

    /** Counts the records of a topic that were given up. */
    static final String DEAD_LETTERED = "rhannu.dead.lettered";

    private final Set<String> types = ConcurrentHashMap.newKeySet();
    private final KafkaOperations<byte[], byte[]> deadLetters;
    private final MeterRegistry meters;

    ConsumerErrorHandling(KafkaOperations<byte[], byte[]> deadLetters, MeterRegistry meters) {
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
                    meters.counter(DEAD_LETTERED, "topic", record.topic()).increment();
                    count(record, "dead-lettered");
                },
                new FixedBackOff(200, 2));
        handler.setBackOffFunction((record, cause) -> isInfrastructure(cause) ? forEver() : null);
        container.setCommonErrorHandler(handler);
        container.getContainerProperties().setAdviceChain((MethodInterceptor) ConsumerErrorHandling::errorsAsFailures);
        // or what ends a transaction would be counted as not consumed
        container.getContainerProperties().setFixTxOffsets(true);
        count(container);
    }

    /**
     * An error of a listener, the overflow of a stack for one, ends its container for good: no handler is asked, and the record
     * would do the same to the next instance. So it is a failure like any other.
     */
    private static @Nullable Object errorsAsFailures(MethodInvocation listener) throws Throwable {
        try {
            return listener.proceed();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Error e) {
            throw new IllegalStateException(e.toString(), e);
        }
    }

    private <K, V> void count(AbstractMessageListenerContainer<K, V> container) {
        container.setRecordInterceptor(new RecordInterceptor<K, V>() {
            @Override
            public ConsumerRecord<K, V> intercept(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
                return record;
            }

            @Override
            public void success(ConsumerRecord<K, V> record, Consumer<K, V> consumer) {
                count(record, "applied");
            }

            @Override
            public void failure(ConsumerRecord<K, V> record, Exception failure, Consumer<K, V> consumer) {
                count(record, isInfrastructure(failure) ? "waiting" : "failed");
            }
        });
    }

    private void count(ConsumerRecord<?, ?> record, String result) {
        meters.counter("rhannu.events.consumed", "type", type(record), "result", result)
                .increment();
    }

    /** Limits the number of meters, because the type comes from a header that anybody may have written. */
    private String type(ConsumerRecord<?, ?> record) {
        Header header = record.headers().lastHeader("ce_type");
        String type = header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        if (types.contains(type)) {
            return type;
        }
        if (types.size() < MOST_TYPES && TYPE.matcher(type).matches()) {
            types.add(type);
            return type;
        }
        return "other";
    }

    private static BackOff forEver() {
        ExponentialBackOff backOff = new ExponentialBackOff(200, 2);
        backOff.setMaxInterval(Duration.ofSeconds(5).toMillis());
        return backOff;
    }

    /** Whether the failure has a cause that would fail every record, such as an unavailable database. */
    static boolean isInfrastructure(Throwable failure) {
        if (TransientFailures.isDatabaseAway(failure)) {
            return true;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException
                    || cause instanceof DomainException refusal && isUnavailable(refusal)) {
                return true;
            }
        }
        return false;
    }

    /** What answers 503 over HTTP asks whoever it is to try again later. */
    private static boolean isUnavailable(DomainException refusal) {
        return refusal.kind() == DomainException.Kind.UNAVAILABLE;
    }
}
