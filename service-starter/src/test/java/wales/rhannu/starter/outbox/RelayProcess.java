package wales.rhannu.starter.outbox;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.aggregate.Note;
import wales.rhannu.starter.aggregate.NoteStore;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

/** A service with notes and a relay, without the rest; also as a process of its own, so that it can be paused and killed. */
final class RelayProcess implements AutoCloseable {

    final Store<Note> notes;
    final Outbox outbox = new Outbox();
    final Relay relay;
    final MongoTemplate mongo;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MongoClient client;
    private final Topics topics;

    RelayProcess(String service, String mongoUri, String kafka, Duration erasureBound) {
        this(service, MongoClients.create(mongoUri), MongoTemplate::new, kafka, erasureBound);
    }

    RelayProcess(
            String service,
            MongoClient client,
            BiFunction<MongoClient, String, MongoTemplate> template,
            String kafka,
            Duration erasureBound) {
        this.client = client;
        mongo = template.apply(client, service);
        KafkaProperties properties = new KafkaProperties();
        properties.setBootstrapServers(List.of(kafka));
        OutboxAutoConfiguration configuration = new OutboxAutoConfiguration();
        topics = configuration.topics(properties);
        TopicSettings topicSettings = new TopicSettings(2, (short) 1, erasureBound);
        Clock clock = configuration.clock();
        notes = NoteStore.of(service, mongo, JsonMapper.builder().build(), clock, outbox, topics, topicSettings);
        relay = configuration.relay(
                service,
                outbox,
                topics,
                topicSettings,
                mongo,
                properties,
                new RelaySettings(Duration.ofSeconds(1), Duration.ofMillis(100), 50),
                meters,
                clock);
    }

    RelayProcess start() {
        topics.start();
        relay.start();
        return this;
    }

    @Override
    public void close() {
        relay.stop();
        topics.stop();
        client.close();
    }

    public static void main(String[] args) throws InterruptedException {
        new RelayProcess(args[0], args[1], args[2], Duration.ofDays(7)).start();
        new CountDownLatch(1).await();
    }
}
