package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReaderLivenessTests {

    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final Duration STALL = Duration.ofSeconds(60);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ReaderLiveness reader = new ReaderLiveness(null, () -> now, SILENCE, STALL);

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void blockedFor(int ticks) {
        reader.ready(false);
        for (int i = 0; i < ticks; i++) {
            reader.tick();
        }
    }

    @Nested
    class BetweenMessages {

        @Test
        void aReaderMayBeSilentForTheLongestSilenceAndTheStallTime() {
            pass(SILENCE.plus(STALL).minus(MOMENT));
            assertThat(reader.takesTooLong(false)).isFalse();

            pass(MOMENT);
            assertThat(reader.takesTooLong(false)).isTrue();
        }

        @Test
        void whateverIsTakenBeginsThatTimeAnew() {
            pass(SILENCE.plus(STALL).minus(MOMENT));
            reader.took();
            pass(SILENCE.plus(STALL).minus(MOMENT));
            assertThat(reader.takesTooLong(false)).isFalse();

            pass(MOMENT);
            assertThat(reader.takesTooLong(false)).isTrue();
        }
    }

    @Nested
    class WithinAMessage {

        @Test
        void allOfItIsTakenWithinTheStallTimeHoweverOftenAPartIs() {
            pass(Duration.ofMinutes(1));
            reader.beginsMessage();
            pass(STALL.minus(MOMENT));
            reader.took();
            assertThat(reader.takesTooLong(true)).isFalse();

            pass(MOMENT);
            reader.took();
            assertThat(reader.takesTooLong(true)).isTrue();
            assertThat(reader.takesTooLong(false)).isFalse();
        }

        @Test
        void theNextMessageHasTheWholeTimeAgain() {
            reader.beginsMessage();
            pass(STALL);
            reader.took();
            reader.beginsMessage();
            assertThat(reader.takesTooLong(true)).isFalse();
        }
    }

    @Nested
    class Pauses {

        @Test
        void beginAtTheSecondTickAtWhichTheNetworkTakesNothing() {
            blockedFor(1);
            assertThat(reader.pauses()).isFalse();

            blockedFor(1);
            assertThat(reader.pauses()).isTrue();
            assertThat(reader.pausesForLong()).isFalse();
        }

        @Test
        void areLongAfterFiveSeconds() {
            blockedFor(10);
            assertThat(reader.pausesForLong()).isFalse();

            blockedFor(1);
            assertThat(reader.pausesForLong()).isTrue();
        }

        @Test
        void endAsSoonAsTheNetworkTakesSomething() {
            blockedFor(11);
            reader.ready(true);
            assertThat(reader.pauses()).isFalse();
            assertThat(reader.pausesForLong()).isFalse();

            blockedFor(1);
            assertThat(reader.pauses()).isFalse();
        }

        @Test
        void areNoneWhenThereIsNothingToTake() {
            for (int i = 0; i < 20; i++) {
                reader.tick();
            }
            assertThat(reader.pauses()).isFalse();
        }
    }

    @Nested
    class WhenTheSocketIsKnown {

        @Test
        void aReaderHasLeftOnceItsSideIsClosedWhateverItSentBefore() throws IOException {
            try (ServerSocketChannel server = ServerSocketChannel.open()
                            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                    SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    SocketChannel socket = server.accept()) {
                socket.configureBlocking(false);
                ReaderLiveness connected = new ReaderLiveness(socket, () -> now, SILENCE, STALL);
                client.write(ByteBuffer.wrap(new byte[100]));
                assertThat(connected.hasLeft()).isFalse();

                client.close();
                await().until(connected::hasLeft);
            }
        }

        @Test
        void aReaderWhoseSocketIsClosedHereHasLeft() throws IOException {
            SocketChannel socket = SocketChannel.open();
            socket.close();

            assertThat(new ReaderLiveness(socket, () -> now, SILENCE, STALL).hasLeft())
                    .isTrue();
        }
    }

    @Test
    void aReaderWhoseSocketIsNotKnownIsNotSeenToLeave() {
        assertThat(reader.hasLeft()).isFalse();
    }
}
