package wales.rhannu.starter.consume;

import io.micrometer.observation.ObservationRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;

/** Reads the topics of the {@link TopicSubscription}s. */
final class TopicSubscriptions implements SmartLifecycle {

    private final List<ConcurrentMessageListenerContainer<byte[], byte[]>> containers;

    TopicSubscriptions(
            List<TopicSubscription> subscriptions,
            String service,
            Map<String, Object> consumerSettings,
            ConsumerErrorHandling failedRecords,
            ObservationRegistry observations) {
        Map<String, Object> settings = new HashMap<>(consumerSettings);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000);
        DefaultKafkaConsumerFactory<byte[], byte[]> consumers =
                new DefaultKafkaConsumerFactory<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        containers = subscriptions.stream()
                .map(subscription -> {
                    String group = groupOf(service, subscription);
                    ContainerProperties properties = properties(subscription, group);
                    properties.setObservationEnabled(true);
                    properties.setObservationRegistry(observations);
                    ConcurrentMessageListenerContainer<byte[], byte[]> container =
                            new ConcurrentMessageListenerContainer<>(consumers, properties);
                    container.setBeanName(group);
                    failedRecords.configure(container, subscription.topic(), group, null, null);
                    return container;
                })
                .toList();
    }

    static String groupOf(String service, TopicSubscription subscription) {
        return service + "." + subscription.group();
    }

    private static ContainerProperties properties(TopicSubscription subscription, String group) {
        // by a pattern: a consumer of a topic by its name says each second that it is not there
        ContainerProperties properties = new ContainerProperties(Pattern.compile(Pattern.quote(subscription.topic())));
        properties.setGroupId(group);
        properties.setClientId(group);
        properties.setAckMode(ContainerProperties.AckMode.RECORD);
        properties.setShutdownTimeout(5_000);
        properties.setMessageListener((MessageListener<byte[], byte[]>)
                record -> subscription.consumer().accept(RecordMessages.of(record, record.topic())));
        return properties;
    }

    @Override
    public void start() {
        containers.forEach(ConcurrentMessageListenerContainer::start);
    }

    @Override
    public void stop() {
        containers.forEach(ConcurrentMessageListenerContainer::stop);
    }

    @Override
    public boolean isRunning() {
        return containers.stream().anyMatch(ConcurrentMessageListenerContainer::isRunning);
    }
}
