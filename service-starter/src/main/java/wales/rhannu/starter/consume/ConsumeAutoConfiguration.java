package wales.rhannu.starter.consume;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
import wales.rhannu.starter.topics.TopicDeclaration;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

/** What a service needs to consume the events of others. */
@AutoConfiguration(afterName = "wales.rhannu.starter.outbox.OutboxAutoConfiguration")
class ConsumeAutoConfiguration {

    @Bean
    ReadModels readModels(MongoTemplate mongo, JsonMapper json) {
        return new ReadModels(mongo, json);
    }

    @Bean
    Inbox inbox(
            @Value("${spring.application.name}") String group,
            MongoTemplate mongo,
            Clock clock,
            @Value("${rhannu.inbox.remembers:7d}") Duration remembers) {
        return new Inbox(group, mongo, clock, remembers);
    }

    /** Declares a dead-letter topic for each topic that a binding consumes. */
    @Bean
    FailedRecords failedRecords(
            @Value("${spring.application.name}") String group,
            KafkaProperties kafka,
            BindingServiceProperties bindings,
            Topics topics,
            TopicSettings topicSettings,
            MeterRegistry meters) {
        consumed(bindings)
                .keySet()
                .forEach(topic -> topics.declare(
                        TopicDeclaration.deadLetters(FailedRecords.deadLetterTopic(group, topic), topicSettings)));
        return new FailedRecords(
                new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(
                        kafka.buildProducerProperties(), new ByteArraySerializer(), new ByteArraySerializer())),
                meters);
    }

    @Bean
    DeadLetters deadLetters(
            @Value("${spring.application.name}") String group,
            BindingServiceProperties bindings,
            KafkaProperties kafka,
            ApplicationContext context,
            MongoTemplate mongo,
            Clock clock,
            TopicSettings topicSettings) {
        Map<String, String> consumed = consumed(bindings);
        Map<String, Object> reading = new HashMap<>(kafka.buildConsumerProperties());
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new DeadLetters(
                consumed.keySet().stream()
                        .map(topic -> FailedRecords.deadLetterTopic(group, topic))
                        .collect(Collectors.toSet()),
                topic -> function(context, String.valueOf(consumed.get(topic))),
                reading,
                mongo,
                clock,
                topicSettings.erasureBound());
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    DeadLetterController deadLetterController(DeadLetters letters) {
        return new DeadLetterController(letters);
    }

    /** The topics that bindings consume, each with the name of its function: {@code onNotes-in-0} is of {@code onNotes}. */
    private static Map<String, String> consumed(BindingServiceProperties bindings) {
        Map<String, String> consumed = new LinkedHashMap<>();
        bindings.getBindings().forEach((name, binding) -> {
            int in = name.indexOf("-in-");
            if (in > 0 && binding.getDestination() != null) {
                for (String topic : binding.getDestination().split(",")) {
                    consumed.put(topic.trim(), name.substring(0, in));
                }
            }
        });
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
