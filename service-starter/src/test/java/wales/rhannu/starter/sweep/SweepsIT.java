package wales.rhannu.starter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.Engines;

class SweepsIT {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final MongoClient client = MongoClients.create(Engines.mongoUri("sweeps"));
    private final MongoTemplate mongo = new MongoTemplate(client, "sweeps");
    private final AtomicInteger byFirst = new AtomicInteger();
    private final AtomicInteger bySecond = new AtomicInteger();
    private final Sweeps first = new Sweeps(mongo);
    private final Sweeps second = new Sweeps(mongo);

    @AfterEach
    void end() {
        first.stop();
        second.stop();
        mongo.getDb().drop();
        client.close();
    }

    @Test
    void oneInstanceLooksUntilItIsStopped() {
        first.every(PAUSE, "looks", alive -> byFirst.incrementAndGet());
        second.every(PAUSE, "looks", alive -> bySecond.incrementAndGet());
        firstLooksAlone(10);

        first.stop();
        int stopped = byFirst.get();
        await().atMost(SOON).until(() -> bySecond.get() > 0);
        assertThat(byFirst).hasValue(stopped);
    }

    @Test
    void aLookThatTakesLongKeepsOthersFromTakingOver() {
        first.every(PAUSE, "long", alive -> {
            long until = System.nanoTime() + PAUSE.multipliedBy(8).toNanos();
            while (System.nanoTime() < until) {
                alive.run();
            }
            byFirst.incrementAndGet();
        });
        second.every(PAUSE, "long", alive -> bySecond.incrementAndGet());
        firstLooksAlone(2);
    }

    private void firstLooksAlone(int times) {
        first.start();
        await().atMost(SOON).until(() -> byFirst.get() > 0);
        second.start();
        int before = byFirst.get();
        await().atMost(SOON).until(() -> byFirst.get() > before + times);
        assertThat(bySecond).hasValue(0);
    }

    @Test
    void aLookThatFailsIsRepeated() {
        first.every(PAUSE, "fails", alive -> {
            if (byFirst.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
        });
        first.start();
        await().atMost(SOON).until(() -> byFirst.get() >= 3);
    }
}
