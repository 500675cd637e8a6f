package wales.rhannu.starter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.Engines;

class SweepsIT {

    /** A machine that is busy may let a lease of three short pauses run out: then it is tried with longer ones. */
    private static final List<Duration> PAUSES =
            List.of(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(3));

    private static final Duration SOON = Duration.ofMinutes(2);

    private final MongoClient client = MongoClients.create(Engines.mongoUri("sweeps"));
    private final MongoTemplate mongo = new MongoTemplate(client, "sweeps");

    @AfterEach
    void end() {
        mongo.getDb().drop();
        client.close();
    }

    /** Two instances that have one sweep. */
    private final class Two implements AutoCloseable {

        private final AtomicInteger byFirst = new AtomicInteger();
        private final AtomicInteger bySecond = new AtomicInteger();
        private final Sweeps first = new Sweeps(mongo);
        private final Sweeps second = new Sweeps(mongo);

        /** @param look what the first does each time, with the pause and what it calls after each of its steps */
        private Two(Duration pause, BiConsumer<Duration, Runnable> look) {
            first.every(pause, "looks " + pause, alive -> {
                look.accept(pause, alive);
                byFirst.incrementAndGet();
            });
            second.every(pause, "looks " + pause, alive -> bySecond.incrementAndGet());
        }

        private boolean firstLooksAlone(int times) {
            first.start();
            await().atMost(SOON).until(() -> byFirst.get() > 0);
            second.start();
            int before = byFirst.get();
            await().atMost(SOON).until(() -> byFirst.get() > before + times);
            return bySecond.get() == 0;
        }

        @Override
        public void close() {
            first.stop();
            second.stop();
        }
    }

    private Two firstLooksAlone(int times, BiConsumer<Duration, Runnable> look) {
        for (Duration pause : PAUSES) {
            Two two = new Two(pause, look);
            if (two.firstLooksAlone(times)) {
                return two;
            }
            two.close();
        }
        throw new AssertionError("The second looks while the first does");
    }

    @Test
    void oneInstanceLooksUntilItIsStopped() {
        try (Two two = firstLooksAlone(10, (pause, alive) -> {})) {
            two.first.stop();
            int stopped = two.byFirst.get();
            await().atMost(SOON).until(() -> two.bySecond.get() > 0);
            assertThat(two.byFirst).hasValue(stopped);
        }
    }

    @Test
    void aLookThatTakesLongKeepsOthersFromTakingOver() {
        Two two = firstLooksAlone(2, (pause, alive) -> {
            long until = System.nanoTime() + pause.multipliedBy(8).toNanos();
            while (System.nanoTime() < until) {
                alive.run();
            }
        });
        two.close();
    }

    @Test
    void aLookThatFailsIsRepeated() {
        AtomicInteger looks = new AtomicInteger();
        Sweeps sweeps = new Sweeps(mongo);
        sweeps.every(PAUSES.get(0), "fails", alive -> {
            if (looks.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
        });
        sweeps.start();
        await().atMost(SOON).until(() -> looks.get() >= 3);
        sweeps.stop();
    }
}
