package wales.rhannu.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    @Test
    void whatTheBrokerAcknowledgedIsThereAfterItWasKilled(@TempDir Path folder) throws Exception {
        int port = FreePorts.next();
        String[] command = {KafkaMain.class.getName(), folder.toString(), "" + port, "" + FreePorts.next()};
        Process broker = EngineProcess.java(folder, command);
        Map<String, Object> client = Map.of("bootstrap.servers", "127.0.0.1:" + port);
        try {
            try (Admin admin = Admin.create(client);
                    KafkaProducer<String, String> producer =
                            new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
                admin.createTopics(List.of(new NewTopic("letters", 1, (short) 1)))
                        .all()
                        .get(90, TimeUnit.SECONDS);
                producer.send(new ProducerRecord<>("letters", "a", "A")).get(90, TimeUnit.SECONDS);
            }
            broker.destroyForcibly().waitFor();
            broker = EngineProcess.java(folder, command);
            try (KafkaConsumer<String, String> consumer =
                    new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
                TopicPartition letters = new TopicPartition("letters", 0);
                consumer.assign(List.of(letters));
                consumer.seekToBeginning(List.of(letters));
                List<String> values = new ArrayList<>();
                long until = System.nanoTime() + Duration.ofSeconds(90).toNanos();
                while (values.isEmpty() && System.nanoTime() < until) {
                    consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                }
                assertThat(values).containsExactly("A");
            }
        } finally {
            broker.destroyForcibly().waitFor();
        }
    }
}
