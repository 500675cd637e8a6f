package wales.rhannu.starter.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what waits, oldest first: what no write of this process told the relay of, and how much it is, and for how long. By
 * a thread of its own, which waits neither for the broker nor for the relay. While nothing waits it looks less and less often,
 * down to a quarter as often. With a long backlog it may take no more than a twentieth of the time, but is done again after ten
 * seconds. An instance that does not relay only measures, for the gauges, and every ten seconds is enough for them.
 */
final class OutboxSweep {

    private static final Logger log = LoggerFactory.getLogger(OutboxSweep.class);
    private static final int MOST_AT_ONCE = Outbox.MOST_REMEMBERED;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int PAUSES_AT_REST = 4;

    private final Outbox outbox;
    private final PendingEvents pending;
    private final LeaseKeeper lease;
    private final Duration pause;
    private final Clock clock;
    private final Semaphore due = new Semaphore(0);
    private volatile boolean running;
    private volatile double oldestAge;
    private volatile double depth;
    private Thread thread = new Thread();

    /**
     * A sweep that has not begun.
     *
     * @param lease of the instance that relays, which wants to know what is found
     */
    OutboxSweep(
            Outbox outbox,
            PendingEvents pending,
            LeaseKeeper lease,
            Duration pause,
            MeterRegistry meters,
            Clock clock) {
        this.outbox = outbox;
        this.pending = pending;
        this.lease = lease;
        this.pause = pause;
        this.clock = clock;
        Gauge.builder("rhannu.outbox.pending", this, sweep -> sweep.depth)
                .description(
                        "Aggregates with events that wait to be published; as many as are looked at, where there are"
                                + " more")
                .register(meters);
        Gauge.builder("rhannu.outbox.oldest.age", this, sweep -> sweep.oldestAge)
                .description("Age of the oldest event that waits to be published")
                .baseUnit("seconds")
                .register(meters);
    }

    void start() {
        running = true;
        thread = new Thread(this::run, "relay-sweep");
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks at once. */
    void look() {
        due.release();
    }

    private void run() {
        int pauses = 1;
        long looked = System.nanoTime() - LONGEST_PAUSE.toNanos();
        while (running) {
            long began = System.nanoTime();
            try {
                // who does not relay wakes as often, and looks as soon as it does; after a failure it looks again at
                // once
                if (lease.isHeld() || began - looked >= LONGEST_PAUSE.toNanos()) {
                    lookThrough();
                    looked = began;
                }
                pauses = depth > 0 && lease.isHeld() ? 1 : Math.min(PAUSES_AT_REST, 2 * pauses);
            } catch (RuntimeException | Error e) {
                // whatever it is: without this thread nothing would be found again
                log.debug("The outbox cannot be looked through now", e);
                depth = Double.NaN;
                oldestAge = Double.NaN;
                if (e instanceof Error) {
                    giveUp(e);
                }
            }
            long wait = Math.max(pauses * pause.toNanos(), 20 * (System.nanoTime() - began));
            try {
                if (due.tryAcquire(Math.min(wait, LONGEST_PAUSE.toNanos()), TimeUnit.NANOSECONDS)) {
                    due.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** As the relay does: it must not hold a lease by which nobody finds what waits. */
    private void giveUp(Throwable error) {
        try {
            if (lease.isHeld()) {
                log.error("The outbox cannot be looked through; another instance takes over, if there is one", error);
                lease.standBack();
            }
        } catch (RuntimeException | Error e) {
            log.warn("The relay's lease cannot be given up: {}", e.toString());
        }
    }

    private void lookThrough() {
        long waiting = 0;
        long oldest = Long.MAX_VALUE;
        for (String collection : outbox.collections()) {
            List<Document> found = pending.oldest(collection, MOST_AT_ONCE);
            waiting += found.size();
            if (!found.isEmpty()) {
                oldest = Math.min(
                        oldest, found.get(0).get("pending", Number.class).longValue());
            }
            // a new primary may show what was sent and removed at the old one, until it has kept a write of its own
            if (!found.isEmpty() && lease.isHeld() && lease.keep()) {
                found.forEach(document -> outbox.found(collection, document.getString("_id")));
            }
        }
        depth = waiting;
        oldestAge = oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest) / 1000.0;
    }

    void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
