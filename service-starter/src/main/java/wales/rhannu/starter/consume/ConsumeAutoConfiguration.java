package wales.rhannu.starter.consume;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.cloud.stream.config.BindingServiceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
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
        bindings.getBindings().forEach((name, binding) -> {
            if (name.contains("-in-") && binding.getDestination() != null) {
                for (String topic : binding.getDestination().split(",")) {
                    topics.declare(TopicDeclaration.deadLetters(
                            FailedRecords.deadLetterTopic(group, topic.trim()), topicSettings));
                }
            }
        });
        return new FailedRecords(
                new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(
                        kafka.buildProducerProperties(), new ByteArraySerializer(), new ByteArraySerializer())),
                meters);
    }

    @Bean
    TopicFollower.Factory topicFollowers(KafkaProperties kafka) {
        return new TopicFollower.Factory(kafka.buildConsumerProperties());
    }
}
