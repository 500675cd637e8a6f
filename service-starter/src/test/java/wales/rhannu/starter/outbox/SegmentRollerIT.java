package wales.rhannu.starter.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.topics.TopicDeclaration;
import wales.rhannu.starter.topics.TopicSettings;
import wales.rhannu.starter.topics.Topics;

/** Each look is by a roller that has just been started, and so knows nothing of the looks before. */
class SegmentRollerIT {

    private static final Duration AGE = Duration.ofMinutes(1);
    private static final Map<String, Object> CLIENT = Map.of("bootstrap.servers", Engines.kafka());
    private static final Clock NOW = Clock.systemUTC();
    private static final Clock LATER = Clock.offset(NOW, AGE.multipliedBy(2));

    private final TopicPartition partition =
            new TopicPartition("rolled" + UUID.randomUUID().toString().substring(0, 8), 0);
    private final Topics topics = new Topics(CLIENT);
    private final Producer<byte[], byte[]> producer = producer();

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(CLIENT);
        settings.put("transactional.id", partition.topic());
        return new RelayProducerFactory(settings).begin();
    }

    @BeforeEach
    void topic() throws InterruptedException {
        topics.declare(TopicDeclaration.compacted(
                partition.topic(), true, new TopicSettings(1, (short) 1, AGE.multipliedBy(4))));
        topics.start();
        assertThat(topics.awaitReady(Duration.ofSeconds(30))).isTrue();
    }

    @AfterEach
    void close() {
        topics.stop();
        producer.close();
    }

    private void send(boolean commit) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(partition.topic(), "a".getBytes(UTF_8), "text".getBytes(UTF_8)));
        producer.flush();
        if (commit) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    /** Gives whether it appended a control record. */
    private boolean look(Clock clock) {
        int before = records();
        new SegmentRoller(topics, CLIENT, AGE, clock, "/notes-service").roll(producer);
        return records() > before;
    }

    /** How many there are, without the markers that end transactions some time after their commit. */
    private int records() {
        int count = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(CLIENT, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = List.of(partition);
            long end = consumer.endOffsets(all).getOrDefault(partition, 0L);
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (consumer.position(partition) < end) {
                count += consumer.poll(Duration.ofMillis(500)).count();
            }
        }
        return count;
    }

    @Test
    void aPartitionIsRolledOnceItsLastRecordIsAsOldAsASegmentGets() {
        send(true);
        assertThat(look(NOW)).isFalse();
        assertThat(look(LATER)).isTrue();
    }

    @Test
    void whatWasRolledIsLeftAloneUntilItGrows() {
        send(true);
        assertThat(look(LATER)).isTrue();
        assertThat(look(Clock.offset(LATER, AGE.multipliedBy(5)))).isFalse();

        send(true);
        assertThat(look(LATER)).isTrue();
    }

    @Test
    void whatATransactionLeftThatWasGivenUpIsRolledToo() {
        send(false);
        assertThat(look(LATER)).isTrue();
    }

    @Test
    void aPartitionWithoutRecordsIsLeftAlone() {
        assertThat(look(LATER)).isFalse();
    }
}
