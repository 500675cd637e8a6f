package wales.rhannu.starter.outbox;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the relay's lease, or tries to get it, by a thread of its own: however long a transaction takes, it is kept. */
final class LeaseKeeper {

    private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

    private final Lease lease;
    private final Duration duration;
    private volatile boolean running;
    private volatile long standsBackUntil = System.nanoTime();
    private Thread thread = new Thread();

    LeaseKeeper(Lease lease, Duration duration) {
        this.lease = lease;
        this.duration = duration;
    }

    void start() {
        running = true;
        thread = new Thread(this::run, "relay-lease");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (running) {
            try {
                keep();
            } catch (RuntimeException | Error e) {
                // whatever it is: without this thread nobody here would relay again
                log.warn("The relay's lease cannot be kept: {}", e.toString());
            }
            try {
                Thread.sleep(duration.dividedBy(4).toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    boolean isHeld() {
        return !standsBack() && lease.isHeld();
    }

    private boolean standsBack() {
        return standsBackUntil - System.nanoTime() > 0;
    }

    /** As {@link Lease#keep}, but not while this instance stands back. */
    boolean keep() {
        return !standsBack() && lease.keep();
    }

    /** Gives the lease up and does not ask for it while another instance, if there is one, can take it. */
    void standBack() {
        standsBackUntil = System.nanoTime() + duration.toNanos();
        lease.release();
    }

    void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join(10_000);
            lease.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.info("The relay's lease will run out: {}", e.getMessage());
        }
    }
}
