package wales.rhannu.starter.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import wales.rhannu.starter.topics.Topics;

/**
 * Moves events from the aggregates' documents to Kafka. One instance of a service does so at a time, by a {@link Lease};
 * should that be wrong for a moment, the broker refuses the older one, since all use one transactional id. What a
 * transaction held is written to {@link RelayProgress} within it, so whoever takes over knows which events were sent although
 * their documents still have them: none is sent twice.
 *
 * <p>To alert on: {@code rhannu.outbox.oldest.age} above a few seconds means that the broker is away or nobody relays.
 */
final class Relay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    /** A transaction may be smaller than the settings allow, so that what it holds fits in memory. */
    private static final long LARGEST_BATCH = 4 << 20;

    private final Outbox outbox;
    private final PendingEvents pending;
    private final LeaseKeeper lease;
    private final OutboxSweep sweep;
    private final EventSender sender;
    private final Topics topics;
    private final RelaySettings settings;
    private volatile boolean running;
    private Thread thread = new Thread();

    Relay(
            Outbox outbox,
            PendingEvents pending,
            LeaseKeeper lease,
            OutboxSweep sweep,
            EventSender sender,
            Topics topics,
            RelaySettings settings) {
        this.outbox = outbox;
        this.pending = pending;
        this.lease = lease;
        this.sweep = sweep;
        this.sender = sender;
        this.topics = topics;
        this.settings = settings;
    }

    @Override
    public void start() {
        running = true;
        lease.start();
        sweep.start();
        thread = new Thread(this::run, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sweep.stop();
        close();
        lease.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server ends its last requests, the relay still works; it stops after. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void run() {
        while (running) {
            try {
                if (!lease.isHeld()) {
                    close();
                    // who relays finds by its sweep what is written here, and so does this one once it takes over
                    outbox.take(Integer.MAX_VALUE, 50);
                    Thread.sleep(50);
                } else if (sender.isOpen() || takeOver()) {
                    relay();
                    sender.rollSegments();
                }
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                log.warn("Another relay took over; this one begins anew if it still holds the lease");
                close();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (running) {
                    log.warn("The relay tries again: {}", e.toString());
                    close();
                    pause();
                }
            } catch (Error e) {
                giveUp(e);
            }
        }
    }

    /**
     * An error is of this process, as where a class of it cannot be loaded, and another instance may be sound: it gets the
     * lease. Where there is none this one goes on after a while; it must not hold a lease by which nobody relays.
     */
    private void giveUp(Error error) {
        log.error("The relay failed; another instance takes over, or this one goes on after a while", error);
        try {
            lease.standBack();
        } catch (RuntimeException | Error e) {
            log.warn("The relay's lease cannot be given up: {}", e.toString());
        }
        close();
        pause();
    }

    /**
     * The lease is asked before and after the older relay is fenced: before, so that one that lost it does not fence its
     * successor; after, because it may have been lost in between.
     */
    private boolean takeOver() throws InterruptedException {
        if (!topics.awaitReady(Duration.ofMillis(500)) || !lease.keep()) {
            return false;
        }
        sender.open();
        if (!lease.keep()) {
            close();
            return false;
        }
        pending.forget(sender.lastSent());
        outbox.relayed(true);
        sweep.look();
        log.info("This instance relays now");
        return true;
    }

    private void relay() throws InterruptedException {
        List<Outbox.Place> places =
                outbox.take(settings.batch(), settings.sweep().toMillis());
        if (!places.isEmpty()) {
            Batch batch = new Batch();
            pending.each(places, batch::add);
            batch.send();
        }
    }

    /** What goes in one transaction. */
    private final class Batch {

        private final List<PendingEvents.Waiting> waiting = new ArrayList<>();
        private int events;
        private long size;

        void add(PendingEvents.Waiting one) {
            waiting.add(one);
            events += one.events().size();
            size += one.size();
            if (events >= settings.batch() || size >= LARGEST_BATCH) {
                send();
            }
        }

        void send() {
            if (events > 0) {
                sender.send(waiting);
            }
            pending.remove(waiting);
            waiting.clear();
            events = 0;
            size = 0;
        }
    }

    private void close() {
        outbox.relayed(false);
        sender.close();
    }

    private void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            running = false;
        }
    }
}
