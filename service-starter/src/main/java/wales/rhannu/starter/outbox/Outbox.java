package wales.rhannu.starter.outbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Which documents may have events that wait: told by each write, so that the relay need not look for them. */
public final class Outbox {

    /** A document that may have events that wait. */
    record Place(String collection, String id) {}

    /** What does not fit is found later. */
    static final int MOST_REMEMBERED = 50_000;

    private final Set<String> collections = new CopyOnWriteArraySet<>();
    private final Set<Place> woken = new LinkedHashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();

    /** Adds a collection of aggregates to those that the relay sweeps. */
    public void register(String collection) {
        collections.add(collection);
    }

    /** Says that an aggregate was written. What does not fit here is found by the sweep. */
    public void written(String collection, String id) {
        lock.lock();
        try {
            if (woken.size() < MOST_REMEMBERED) {
                woken.add(new Place(collection, id));
                some.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    Set<String> collections() {
        return collections;
    }

    /** Takes what was written since, waiting for the first of it. */
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
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
