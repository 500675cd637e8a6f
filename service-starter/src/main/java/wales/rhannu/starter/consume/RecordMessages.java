package wales.rhannu.starter.consume;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.kafka.support.KafkaNull;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/** Converts records to the messages that Spring Cloud Stream passes to a function. */
final class RecordMessages {

    private RecordMessages() {}

    /** The message of a record that was read from a topic (a dead letter: not the one it lies on). */
    static Message<?> of(ConsumerRecord<byte[], byte[]> record, String topic) {
        Object payload = record.value() == null ? KafkaNull.INSTANCE : record.value();
        MessageBuilder<Object> message = MessageBuilder.withPayload(payload)
                .setHeader(KafkaHeaders.RECEIVED_TOPIC, topic)
                .setHeader(KafkaHeaders.RECEIVED_PARTITION, record.partition())
                .setHeader(KafkaHeaders.OFFSET, record.offset());
        for (Header header : record.headers()) {
            message.setHeader(header.key(), header.value());
        }
        return message.build();
    }
}
