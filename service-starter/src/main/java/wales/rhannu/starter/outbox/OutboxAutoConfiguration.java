package wales.rhannu.starter.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.topics.TopicDeclaration;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

/** The outbox, its relay, and the topics of a service. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
            "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration"
        })
@EnableConfigurationProperties({RelaySettings.class, TopicSettings.class})
class OutboxAutoConfiguration {

    /** A clock in milliseconds, the precision of stored times, so that a time is read as it was written. */
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.tickMillis(java.time.ZoneOffset.UTC);
    }

    @Bean
    Outbox outbox() {
        return new Outbox();
    }

    @Bean
    Topics topics(KafkaProperties kafka) {
        return new Topics(kafka.buildAdminProperties());
    }

    @Bean
    Relay relay(
            @Value("${rhannu.service}") String service,
            Outbox outbox,
            Topics topics,
            TopicSettings topicSettings,
            MongoTemplate mongo,
            KafkaProperties kafka,
            RelaySettings settings,
            MeterRegistry meters,
            Clock clock) {
        String progressTopic = service + ".relay";
        topics.declare(TopicDeclaration.notes(progressTopic, topicSettings));
        String source = "/" + service + "-service";
        Map<String, Object> reading = reading(kafka);
        PendingEvents pending = new PendingEvents(mongo);
        LeaseKeeper lease = new LeaseKeeper(
                new Lease(mongo, "relay", UUID.randomUUID().toString(), settings.lease()), settings.lease());
        return new Relay(
                outbox,
                pending,
                lease,
                new OutboxSweep(outbox, pending, lease, settings.sweep(), meters, clock),
                new EventSender(
                        new RelayProducerFactory(sending(kafka, service + "-relay")),
                        new RelayProgress(progressTopic, reading),
                        new SegmentRoller(topics, reading, topicSettings.segmentAge(), clock, source),
                        meters,
                        clock,
                        source),
                topics,
                settings);
    }

    private static Map<String, Object> reading(KafkaProperties kafka) {
        Map<String, Object> reading = new HashMap<>(kafka.buildConsumerProperties());
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        reading.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return reading;
    }

    private static Map<String, Object> sending(KafkaProperties kafka, String transactionalId) {
        Map<String, Object> sending = new HashMap<>(kafka.buildProducerProperties());
        sending.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        sending.put(ProducerConfig.ACKS_CONFIG, "all");
        sending.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        sending.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        sending.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        sending.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        sending.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        sending.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        return sending;
    }
}
