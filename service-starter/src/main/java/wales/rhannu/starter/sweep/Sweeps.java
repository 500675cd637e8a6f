package wales.rhannu.starter.sweep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.mongo.TransientFailures;
import wales.rhannu.starter.outbox.Lease;

/**
 * Looks for what is due, again and again, each sweep by one instance of the service at a time: another goes on within three of
 * its pauses where that one died, and at once where it was stopped. An instance that was paused may go on beside its
 * successor for a moment, so what a sweep does must be guarded by the state that it changes, as a version guards an aggregate.
 */
public final class Sweeps implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Sweeps.class);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private record Sweep(String name, Duration pause, Lease lease, Consumer<Runnable> look) {}

    private final MongoTemplate mongo;
    private final String instance = UUID.randomUUID().toString();
    private final List<Sweep> sweeps = new ArrayList<>();
    private @Nullable ScheduledExecutorService running;

    Sweeps(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    /**
     * Adds one, before the service has started. What it throws is logged, and it looks again after the pause.
     *
     * @param name unique in the service
     * @param look gets what it calls after each of its steps, however short: so it keeps others from taking over, should all
     *     of them take longer than three pauses
     */
    public synchronized void every(Duration pause, String name, Consumer<Runnable> look) {
        if (running != null) {
            throw new IllegalStateException("The sweeps have begun without " + name);
        }
        sweeps.add(new Sweep(name, pause, new Lease(mongo, name, instance, pause.multipliedBy(3)), look));
    }

    /**
     * As {@link #every}, one by one: what fails by itself keeps nothing else waiting.
     *
     * @param due finds them
     */
    public <T> void each(Duration pause, String name, Supplier<? extends Iterable<T>> due, Consumer<? super T> handle) {
        every(pause, name, alive -> each(name, due.get(), handle, alive));
    }

    static <T> void each(String name, Iterable<T> due, Consumer<? super T> handle, Runnable alive) {
        for (T one : due) {
            try {
                handle.accept(one);
            } catch (RuntimeException e) {
                if (TransientFailures.isDatabaseAway(e)) {
                    throw e;
                }
                log.warn("One of the sweep {} is tried again later", name, e);
            }
            alive.run();
        }
    }

    @Override
    public synchronized void start() {
        ScheduledThreadPoolExecutor one = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "sweeps");
            thread.setDaemon(true);
            return thread;
        });
        for (Sweep sweep : sweeps) {
            ScheduledFuture<?> unused = one.scheduleWithFixedDelay(
                    () -> look(sweep), 0, sweep.pause().toMillis(), TimeUnit.MILLISECONDS);
        }
        running = one;
    }

    private static void look(Sweep sweep) {
        try {
            if (sweep.lease().keep()) {
                sweep.look().accept(alive(sweep));
            }
        } catch (RuntimeException | Error e) {
            // whatever it is: a sweep that threw would never be run again
            log.warn("The sweep {} looks again later: {}", sweep.name(), e.toString());
        }
    }

    /** Keeps the lease, but no more often than a sweep that has nothing to do would. */
    private static Runnable alive(Sweep sweep) {
        AtomicLong kept = new AtomicLong(System.nanoTime());
        return () -> {
            if (System.nanoTime() - kept.get() > sweep.pause().toNanos()) {
                sweep.lease().keep();
                kept.set(System.nanoTime());
            }
        };
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService ending = running;
        running = null;
        if (ending == null) {
            return;
        }
        ending.shutdown();
        try {
            if (!ending.awaitTermination(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                ending.shutdownNow();
            }
            for (Sweep sweep : sweeps) {
                sweep.lease().release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.debug("The leases of the sweeps end by themselves: {}", e.toString());
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }
}
