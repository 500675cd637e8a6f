package wales.rhannu.casestudy.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import wales.rhannu.starter.aggregate.DomainException;

class SearchThreadsTests {

    private final ExecutorService askers = Executors.newCachedThreadPool();
    private final SearchThreads threads = new SearchThreads(1, 10);
    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    @AfterEach
    void close() {
        first.countDown();
        askers.shutdownNow();
        threads.close();
    }

    /** Keeps the only thread busy until the first is let go. */
    private Future<?> busy() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Future<?> one = askers.submit(() -> threads.run(() -> {
            begun.countDown();
            try {
                return first.await(1, java.util.concurrent.TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }));
        begun.await();
        return one;
    }

    @Test
    void whoeverAskedFirstIsServedFirst() throws Exception {
        busy();
        List<Integer> served = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            all.add(askers.submit(() -> threads.run(() -> served.add(number))));
            await().until(() -> threads.waiting() == number + 1);
        }
        first.countDown();
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(served).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void whoIsTooManyIsToldToComeAgainButWhoHasAPartGetsTheRest() throws Exception {
        busy();
        for (int i = 0; i < 10; i++) {
            askers.submit(() -> threads.run(waiting::incrementAndGet));
        }
        await().until(() -> threads.waiting() == 10);
        assertThatThrownBy(() -> threads.run(() -> 1)).isInstanceOfSatisfying(DomainException.class, busy -> {
            assertThat(busy.kind()).isEqualTo(DomainException.Kind.UNAVAILABLE);
            assertThat(busy.retryAfter()).isNotNull();
        });
        Future<Integer> rest = askers.submit(() -> threads.goOn(() -> 2));
        // while there is no room: afterwards nobody would be refused
        await().until(() -> threads.waiting() == 11);
        first.countDown();
        assertThat(rest.get()).isEqualTo(2);
    }

    @Test
    void whatFailsFailsForWhoAsked() {
        assertThatThrownBy(() -> threads.run(() -> {
                    throw new IOException("gone");
                }))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> threads.run(() -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(threads.<Integer>run(() -> 3)).isEqualTo(3);
    }
}
