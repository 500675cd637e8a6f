package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReadAheadTests {

    private static final long BUDGET = 1_000_000;

    private final ReadBudget budget = new ReadBudget(BUDGET, () -> {});
    private final ReadAhead readAhead = new ReadAhead();
    private final WireEvent small = RingBufferTests.event(0, 0, "{}");
    private final WireEvent large = RingBufferTests.event(0, 1, "\"" + "x".repeat(40_000) + "\"");

    private void hold(WireEvent... events) {
        ReadBudget.Share share = Objects.requireNonNull(budget.tryTake(BUDGET));
        readAhead.hold(new Batch(null, Position.of(0), List.of(events), Position.of(2), true, Instant.EPOCH, null)
                .with(share));
    }

    @Test
    void givesItsEventsInOrderAndCountsUntilItIsFinished() {
        hold(small, large);

        assertThat(readAhead.next()).isSameAs(small);
        assertThat(readAhead.next()).isSameAs(large);
        assertThat(readAhead.next()).isNull();
        assertThat(budget.held()).isEqualTo(small.size() + large.size());

        assertThat(readAhead.finish()).isNotNull();
        assertThat(budget.held()).isZero();
        assertThat(readAhead.finish()).isNull();
    }

    @Nested
    class GivenBackWithinAnEvent {

        @Test
        void thatEventCountsUntilItIsWritten() {
            hold(large, small);
            readAhead.next();
            readAhead.giveBack(true);
            assertThat(budget.held()).isEqualTo(large.size());
            assertThat(readAhead.next()).isNull();
            assertThat(readAhead.finish()).isNull();

            readAhead.eventWritten();
            assertThat(budget.held()).isZero();
        }

        @Test
        void thatEventCountsUntilTheReaderIsGone() {
            hold(large, small);
            readAhead.next();
            readAhead.giveBack(true);

            readAhead.close();
            assertThat(budget.held()).isZero();
        }

        @Test
        void aLargeOneIsToldFromASmallOne() {
            hold(large, small);
            readAhead.next();
            assertThat(readAhead.isLargeUnfinishedEvent()).isFalse();
            readAhead.giveBack(true);
            assertThat(readAhead.isLargeUnfinishedEvent()).isTrue();
            readAhead.eventWritten();
            assertThat(readAhead.isLargeUnfinishedEvent()).isFalse();

            hold(small, large);
            readAhead.next();
            readAhead.giveBack(true);
            assertThat(readAhead.isLargeUnfinishedEvent()).isFalse();
        }
    }

    @Test
    void givenBackBetweenEventsNothingCountsAnyMore() {
        hold(large, small);
        readAhead.next();
        readAhead.giveBack(false);

        assertThat(budget.held()).isZero();
        assertThat(readAhead.next()).isNull();
    }

    @Test
    void givenBackBeforeItsFirstEventNothingCountsAnyMore() {
        hold(large, small); // what is still being written is an event of what all share
        readAhead.giveBack(true);

        assertThat(budget.held()).isZero();
    }
}
