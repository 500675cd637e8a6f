package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.consume.ReceivedEvent;

class RingBufferTests {

    private final RingBuffer ring = new RingBuffer(Position.of(10, 20), 5, 100_000);

    static WireEvent event(int partition, long offset, String data) {
        return WireEvent.of(new ReceivedEvent(
                "tests.things",
                partition,
                offset,
                "s-" + offset,
                "/tests",
                "wales.rhannu.tests.thing-made.v1",
                "s",
                Instant.EPOCH,
                "https://rhannu.wales/schemas/tests.things/thing-made.v1.schema.json",
                offset,
                null,
                null,
                JsonMapper.shared().readTree(data)));
    }

    private void append(int partition, long... offsets) {
        for (long offset : offsets) {
            ring.append(event(partition, offset, "{}"));
        }
    }

    private static List<Long> offsets(@Nullable List<WireEvent> events) {
        assertThat(events).isNotNull();
        return events == null
                ? List.of()
                : events.stream().map(WireEvent::offset).toList();
    }

    @Test
    void servesWhoIsWhereItBegins() {
        append(0, 10, 12);
        append(1, 20);

        long index = ring.indexFor(Position.of(10, 20));

        assertThat(offsets(ring.from(index, 10, 1_000_000))).containsExactly(10L, 12L, 20L);
        assertThat(offsets(ring.from(index, 2, 1_000_000))).containsExactly(10L, 12L);
        assertThat(offsets(ring.from(index + 3, 10, 1_000_000))).isEmpty();
    }

    @Test
    void servesWhoIsAhead() {
        append(0, 10);
        append(1, 20);
        append(0, 11);

        assertThat(offsets(ring.from(ring.indexFor(Position.of(11, 20)), 10, 1_000_000)))
                .containsExactly(20L, 11L);
        assertThat(offsets(ring.from(ring.indexFor(Position.of(50, 50)), 10, 1_000_000)))
                .isEmpty();
    }

    @Test
    void doesNotServeWhoIsBehindOnAnyPartition() {
        append(0, 10);

        assertThat(ring.indexFor(Position.of(9, 20))).isNegative();
        assertThat(ring.indexFor(Position.of(10, 19))).isNegative();
    }

    @Test
    void forgetsTheOldestAndKnowsWhomItCanNoLongerServe() {
        long index = ring.indexFor(Position.of(10, 20));
        append(0, 10, 11, 12, 13, 14, 15);

        assertThat(ring.from(index, 10, 1_000_000)).isNull();
        assertThat(ring.indexFor(Position.of(11, 20))).isNegative();
        assertThat(offsets(ring.from(ring.indexFor(Position.of(12, 20)), 10, 1_000_000)))
                .containsExactly(12L, 13L, 14L, 15L);
    }

    @Test
    void isBoundedBySizeButHoldsTheNewest() {
        append(0, 10, 11);
        ring.append(event(0, 12, "{\"text\":\"" + "x".repeat(200_000) + "\"}"));

        assertThat(offsets(ring.from(ring.indexFor(Position.of(12, 20)), 10, 1_000_000)))
                .containsExactly(12L);
        assertThat(ring.indexFor(Position.of(11, 20))).isNegative();
        append(0, 13);
        assertThat(offsets(ring.from(ring.indexFor(Position.of(13, 20)), 10, 1_000_000)))
                .containsExactly(13L);
    }

    @Test
    void givesNoMoreAtOnceThanMayBeButOneInAnyCase() {
        append(0, 10, 11, 12);
        int size = event(0, 10, "{}").size();
        long index = ring.indexFor(Position.of(10, 20));

        assertThat(offsets(ring.from(index, 10, 2L * size))).containsExactly(10L, 11L);
        assertThat(offsets(ring.from(index, 10, 1))).containsExactly(10L);
    }

    @Test
    void aBusyTopicHasTheRoomThatQuietOnesLeave() {
        int size = event(0, 10, "{}").size();
        RingBuffers rings = new RingBuffers(TestSettings.with(100, 6L * size));
        RingBuffer quiet = rings.after(Position.of(10, 20));
        RingBuffer busy = rings.after(Position.of(10, 20));
        rings.append(quiet, event(0, 10, "{}"));
        for (long offset = 10; offset < 30; offset++) {
            rings.append(busy, event(0, offset, "{}"));
        }
        assertThat(busy.after(0)).isEqualTo(5);
        assertThat(quiet.after(0)).isEqualTo(1);

        for (long offset = 11; offset < 30; offset++) {
            rings.append(quiet, event(0, offset, "{}"));
        }
        assertThat(rings.held()).isLessThanOrEqualTo(6L * size);
        assertThat(busy.after(0)).isEqualTo(3);
        assertThat(quiet.after(0)).isEqualTo(3);

        rings.remove(busy);
        assertThat(rings.held()).isEqualTo(quiet.bytes());
    }

    @Test
    void aLineBreakInATypeDoesNotEndItsLine() {
        ReceivedEvent crooked =
                new ReceivedEvent("t", 0, 1, "i", "s", "a\ndata: b\r", "s", Instant.EPOCH, "d", 1, null, null, null);

        assertThat(new String(WireEvent.of(crooked).message(), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("event: a data: b \ndata: {")
                .endsWith("}\n\n");
    }
}
