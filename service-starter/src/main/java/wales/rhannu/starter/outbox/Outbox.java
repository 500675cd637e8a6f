package wales.rhannu.starter.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The documents that may have pending events; each write reports its document, so that the relay need not search. */
public final class Outbox {

    /** A document that may have events that wait. */
    record Place(String collection, String id) {}

    /** What does not fit is found later. */
    static final int MOST_REMEMBERED = 50_000;

    /** Writers wait while more documents than this wait for this process's relay. */
    static final int MOST_AHEAD = 64;

    private final Duration longestWait;
    private final Set<String> collections = new CopyOnWriteArraySet<>();
    private final Set<Place> woken = new LinkedHashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();
    private final Condition few = lock.newCondition();
    private boolean relayed;

    /** An outbox that holds nobody up for longer than a quarter of a second. */
    public Outbox() {
        this(Duration.ofMillis(250));
    }

    Outbox(Duration longestWait) {
        this.longestWait = longestWait;
    }

    /** Adds a collection of aggregates to those that the relay sweeps. */
    public void register(String collection) {
        collections.add(collection);
    }

    /**
     * Says that an aggregate was written. What does not fit here is found by the sweep. Where the relay works and lags, who
     * writes is held up for a moment: on a busy machine it gets no more of the processor than each of them, and events would
     * get older and older. While it does not work, as when the broker is away, nobody is held up.
     */
    public void written(String collection, String id) {
        lock.lock();
        try {
            add(collection, id);
            long left = longestWait.toNanos();
            while (relayed && woken.size() > MOST_AHEAD && left > 0) {
                left = few.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #written}, by one who does not write. */
    void found(String collection, String id) {
        lock.lock();
        try {
            add(collection, id);
        } finally {
            lock.unlock();
        }
    }

    private void add(String collection, String id) {
        if (woken.size() < MOST_REMEMBERED) {
            woken.add(new Place(collection, id));
            some.signal();
        }
    }

    /** Whether the relay of this process is running. */
    void relayed(boolean works) {
        lock.lock();
        try {
            relayed = works;
            few.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Set<String> collections() {
        return collections;
    }

    /** Takes the documents that were written since the last call, waiting until there is one. */
    List<Place> take(int most, long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (woken.isEmpty()) {
                if (left <= 0) {
                    return List.of();
                }
                left = some.awaitNanos(left);
            }
            List<Place> taken = new ArrayList<>();
            var places = woken.iterator();
            while (places.hasNext() && taken.size() < most) {
                taken.add(places.next());
                places.remove();
            }
            few.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
