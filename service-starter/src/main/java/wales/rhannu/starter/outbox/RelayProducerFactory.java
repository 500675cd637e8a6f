package wales.rhannu.starter.outbox;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Creates the relay's transactional producer; the broker then refuses all older producers of the service. */
final class RelayProducerFactory {

    private final Map<String, Object> settings;

    RelayProducerFactory(Map<String, Object> settings) {
        this.settings = settings;
    }

    Producer<byte[], byte[]> begin() {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return producer;
        } catch (RuntimeException | Error e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }
}
