package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HeartbeatTests {

    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Heartbeat heartbeat = new Heartbeat(() -> now, SILENCE);

    private void pass(Duration time) {
        now = now.plus(time);
        heartbeat.tick();
    }

    @Nested
    class AComment {

        @Test
        void isDueAtOnce() {
            assertThat(heartbeat.isCommentDue()).isTrue();

            heartbeat.commentPut();
            assertThat(heartbeat.isCommentDue()).isFalse();
        }

        @Test
        void isDueAfterTheLongestSilence() {
            heartbeat.wrote();
            pass(SILENCE.minus(MOMENT));
            assertThat(heartbeat.isCommentDue()).isFalse();

            pass(MOMENT);
            assertThat(heartbeat.isCommentDue()).isTrue();
        }

        @Test
        void isNotDueWhenSomethingElseWasWritten() {
            pass(SILENCE);
            heartbeat.wrote();
            assertThat(heartbeat.isCommentDue()).isFalse();

            pass(SILENCE.minus(MOMENT));
            assertThat(heartbeat.isCommentDue()).isFalse();
        }
    }

    @Nested
    class ACursor {

        private static final Duration HOUR = Duration.ofHours(1);

        @Test
        void isDueWhenItIsWantedUntilItIsPut() {
            assertThat(heartbeat.isCursorDue()).isFalse();

            heartbeat.cursorWanted();
            heartbeat.eventPut();
            assertThat(heartbeat.isCursorDue()).isTrue();

            heartbeat.cursorPut();
            assertThat(heartbeat.isCursorDue()).isFalse();
        }

        @Test
        void isDueAnHourAfterTheLastEvent() {
            pass(HOUR.minus(MOMENT));
            heartbeat.eventPut();
            pass(HOUR.minus(MOMENT));
            assertThat(heartbeat.isCursorDue()).isFalse();

            pass(MOMENT);
            assertThat(heartbeat.isCursorDue()).isTrue();
        }

        @Test
        void isDueAgainAnHourAfterTheLastOne() {
            pass(HOUR);
            heartbeat.cursorPut();
            pass(HOUR.minus(MOMENT));
            assertThat(heartbeat.isCursorDue()).isFalse();

            pass(MOMENT);
            assertThat(heartbeat.isCursorDue()).isTrue();
        }
    }
}
