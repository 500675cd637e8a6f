package wales.rhannu.starter.consume;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.cloud.stream.config.BindingServiceProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.messaging.Message;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.sweep.Sweeps;
import wales.rhannu.starter.topics.TopicDeclaration;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

/** What a service needs to consume the events of others. */
@AutoConfiguration(afterName = "wales.rhannu.starter.outbox.OutboxAutoConfiguration")
class ConsumeAutoConfiguration {

    private static final Duration FORGET = Duration.ofHours(1);

    @Bean
    ReadModels readModels(MongoTemplate mongo, JsonMapper json) {
        return new ReadModels(mongo, json);
    }

    @Bean
    Inbox inbox(
            @Value("${spring.application.name}") String group,
            MongoTemplate mongo,
            Clock clock,
            @Value("${rhannu.inbox.remembers:7d}") Duration remembers,
            Sweeps sweeps) {
        Inbox inbox = new Inbox(group, mongo, clock, remembers);
        sweeps.every(FORGET, "inbox-forgetting", alive -> inbox.forgetOld());
        return inbox;
    }

    /** Declares a dead-letter topic for each topic that is consumed. */
    @Bean
    ConsumerErrorHandling failedRecords(
            @Value("${spring.application.name}") String service,
            KafkaProperties kafka,
            BindingServiceProperties bindings,
            ObjectProvider<TopicSubscription> subscriptions,
            ApplicationContext context,
            Topics topics,
            TopicSettings topicSettings,
            MeterRegistry meters) {
        consumed(service, bindings, subscriptions, context)
                .forEach(each -> topics.declare(TopicDeclaration.deadLetters(each.deadLetterTopic(), topicSettings)));
        return new ConsumerErrorHandling(
                new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(
                        kafka.buildProducerProperties(), new ByteArraySerializer(), new ByteArraySerializer())),
                meters);
    }

    @Bean
    DeadLetters deadLetters(
            @Value("${spring.application.name}") String service,
            BindingServiceProperties bindings,
            ObjectProvider<TopicSubscription> subscriptions,
            KafkaProperties kafka,
            ApplicationContext context,
            MongoTemplate mongo,
            Clock clock,
            TopicSettings topicSettings,
            Sweeps sweeps) {
        Map<String, Object> reading = new HashMap<>(kafka.buildConsumerProperties());
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        reading.remove(ConsumerConfig.GROUP_ID_CONFIG);
        DeadLetters letters = new DeadLetters(
                consumed(service, bindings, subscriptions, context),
                reading,
                mongo,
                clock,
                topicSettings.erasureBound());
        sweeps.every(FORGET, "dead-letter-forgetting", alive -> letters.forgetOld());
        return letters;
    }

    @Bean
    TopicSubscriptions subscriptions(
            @Value("${spring.application.name}") String service,
            ObjectProvider<TopicSubscription> subscriptions,
            KafkaProperties kafka,
            ConsumerErrorHandling failedRecords,
            ObjectProvider<ObservationRegistry> observations) {
        return new TopicSubscriptions(
                subscriptions.orderedStream().toList(),
                service,
                kafka.buildConsumerProperties(),
                failedRecords,
                observations.getIfAvailable(() -> ObservationRegistry.NOOP));
    }

    @Bean
    ConsumerLag backlog(
            @Value("${spring.application.name}") String service,
            BindingServiceProperties bindings,
            ObjectProvider<TopicSubscription> subscriptions,
            ApplicationContext context,
            DeadLetters deadLetters,
            KafkaProperties kafka,
            MeterRegistry meters) {
        return new ConsumerLag(
                consumed(service, bindings, subscriptions, context), deadLetters, kafka.buildAdminProperties(), meters);
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    DeadLetterController deadLetterController(DeadLetters letters) {
        return new DeadLetterController(letters);
    }

    /** What bindings consume ({@code onNotes-in-0} is of the function {@code onNotes}), and what subscriptions do. */
    private static List<ConsumedTopic> consumed(
            String service,
            BindingServiceProperties bindings,
            ObjectProvider<TopicSubscription> subscriptions,
            ApplicationContext context) {
        List<ConsumedTopic> consumed = new ArrayList<>();
        bindings.getBindings().forEach((name, binding) -> {
            int in = name.indexOf("-in-");
            if (in > 0 && binding.getDestination() != null) {
                String function = name.substring(0, in);
                String group = bindings.getGroup(name);
                for (String topic : binding.getDestination().split(",")) {
                    consumed.add(new ConsumedTopic(
                            topic.trim(), group == null ? service : group, () -> function(context, function)));
                }
            }
        });
        subscriptions
                .orderedStream()
                .forEach(each -> consumed.add(
                        new ConsumedTopic(each.topic(), TopicSubscriptions.groupOf(service, each), each::consumer)));
        return consumed;
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Message<?>> function(ApplicationContext context, String name) {
        return context.getBean(name, Consumer.class);
    }

    @Bean
    TopicFollower.Factory topicFollowers(KafkaProperties kafka) {
        return new TopicFollower.Factory(kafka.buildConsumerProperties());
    }
}
