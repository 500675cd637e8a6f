package wales.rhannu.starter.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboxTests {

    private static final Duration LONG = Duration.ofHours(1);

    private static Outbox full(Duration longestWait) {
        Outbox outbox = new Outbox(longestWait);
        IntStream.range(0, Outbox.MOST_AHEAD).forEach(i -> outbox.found("things", "id-" + i));
        return outbox;
    }

    private static Thread writing(Outbox outbox) {
        Thread thread = new Thread(() -> outbox.written("things", "another"));
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitWaiting(Thread thread) {
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void whatWasWrittenIsTakenOnceInOrder() throws Exception {
        Outbox outbox = new Outbox();
        outbox.written("things", "a");
        outbox.written("things", "b");
        outbox.written("things", "a");
        assertThat(outbox.take(10, 0))
                .containsExactly(new Outbox.Place("things", "a"), new Outbox.Place("things", "b"));
        assertThat(outbox.take(10, 0)).isEmpty();
    }

    @Test
    void whoWritesWaitsUntilALaggingRelayHasTakenSome() throws Exception {
        Outbox outbox = full(LONG);
        outbox.relayed(true);
        Thread writing = writing(outbox);
        awaitWaiting(writing);
        outbox.take(1, 0);
        writing.join();
    }

    @Test
    void butNotForLong() {
        Outbox outbox = full(Duration.ofMillis(20));
        outbox.relayed(true);
        long begun = System.nanoTime();
        outbox.written("things", "another");
        assertThat(System.nanoTime() - begun)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    }

    @Test
    void nobodyWaitsForARelayThatDoesNotWork() throws Exception {
        Outbox outbox = full(LONG);
        outbox.written("things", "one more");
        outbox.relayed(true);
        Thread writing = writing(outbox);
        awaitWaiting(writing);
        outbox.relayed(false);
        writing.join();
    }
}
