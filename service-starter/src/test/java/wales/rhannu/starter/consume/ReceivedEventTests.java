package wales.rhannu.starter.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.support.MessageBuilder;

class ReceivedEventTests {

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("notes.notes", 3, 42, "a".getBytes(UTF_8), value);
        header(record, "ce_specversion", "1.0");
        header(record, "ce_id", "a-7");
        header(record, "ce_source", "/notes-service");
        header(record, "ce_type", "wales.rhannu.notes.note-written.v1");
        header(record, "ce_subject", "a");
        header(record, "ce_time", "2026-11-24T10:00:00.123Z");
        header(record, "ce_dataschema", "https://rhannu.wales/schemas/x");
        header(record, "ce_sequence", "7");
        return record;
    }

    private static void header(ConsumerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().remove(name).add(name, value.getBytes(UTF_8));
    }

    @Test
    void aRecordIsReadFromItsHeadersAndValue() {
        ReceivedEvent event = ReceivedEvent.from(record("{\"state\":{\"text\":\"Tŷ\"}}".getBytes(UTF_8)));

        assertThat(event.id()).isEqualTo("a-7");
        assertThat(event.partition()).isEqualTo(3);
        assertThat(event.offset()).isEqualTo(42);
        assertThat(event.sequence()).isEqualTo(7);
        assertThat(event.time()).isEqualTo(Instant.parse("2026-11-24T10:00:00.123Z"));
        assertThat(String.valueOf(event.data())).isEqualTo("{\"state\":{\"text\":\"Tŷ\"}}");
        assertThat(event.isTombstone()).isFalse();
    }

    @Test
    void aRecordWithoutAValueIsATombstone() {
        assertThat(ReceivedEvent.from(record(null)).isTombstone()).isTrue();
    }

    @Test
    void aRecordWithoutItsHeadersIsRefusedByName() {
        ConsumerRecord<byte[], byte[]> record = record(null);
        record.headers().remove("ce_subject");

        assertThatThrownBy(() -> ReceivedEvent.from(record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ce_subject");
    }

    @Test
    void whatIsNoNumberTimeOrJsonIsRefused() {
        ConsumerRecord<byte[], byte[]> number = record(null);
        header(number, "ce_sequence", "seven");
        ConsumerRecord<byte[], byte[]> time = record(null);
        header(time, "ce_time", "yesterday");

        assertThatThrownBy(() -> ReceivedEvent.from(number)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReceivedEvent.from(time)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReceivedEvent.from(record("{not json".getBytes(UTF_8))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void headersOfTheTestBinderAreReadToo() {
        ReceivedEvent event = ReceivedEvent.from(MessageBuilder.withPayload("{}".getBytes(UTF_8))
                .setHeader("ce-id", "a-7")
                .setHeader("ce-source", "/notes-service")
                .setHeader("ce-type", "t")
                .setHeader("ce-subject", "a")
                .setHeader("ce-time", "2026-11-24T10:00:00Z")
                .setHeader("ce-dataschema", "s")
                .setHeader("ce-sequence", 7L)
                .build());

        assertThat(event.sequence()).isEqualTo(7);
    }
}
