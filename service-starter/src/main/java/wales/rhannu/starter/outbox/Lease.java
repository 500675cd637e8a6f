package wales.rhannu.starter.outbox;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.starter.mongo.MajorityConcern;

/**
 * Which instance of a service does what only one may do. The holder counts; another takes over once it has watched the
 * counter stand still for the lease's duration, by its own monotonic clock: no clocks are compared between machines. A
 * lease alone cannot stop a holder that was paused: what it does must be fenced as well.
 */
public final class Lease {

    private static final String COLLECTION = "leases";

    private final MongoTemplate mongo;
    private final String name;
    private final String holder;
    private final Duration duration;
    private final LongSupplier nanos;
    private long held = -1;
    private long watched = -1;
    private long since;

    /**
     * A lease that nobody holds yet.
     *
     * @param holder who wants it, unique to this process
     * @param duration how long the counter must stand still before another takes over
     */
    public Lease(MongoTemplate mongo, String name, String holder, Duration duration) {
        this(mongo, name, holder, duration, System::nanoTime);
    }

    Lease(MongoTemplate mongo, String name, String holder, Duration duration, LongSupplier nanos) {
        this.mongo = mongo;
        this.name = name;
        this.holder = holder;
        this.duration = duration;
        this.nanos = nanos;
    }

    /** Keeps the lease, or tries to get it: called several times in its duration. Gives whether it is held. */
    public synchronized boolean keep() {
        Document lease =
                mongo.execute(COLLECTION, c -> c.find(new Document("_id", name)).first());
        if (lease == null) {
            return create();
        }
        long counter = lease.get("counter", Number.class).longValue();
        String by = lease.getString("holder");
        if (held >= 0) {
            if (holder.equals(by) && counter == held && count(counter)) {
                return true;
            }
            held = -1;
            return false;
        }
        if (by == null) {
            return count(counter);
        }
        if (counter != watched) {
            watched = counter;
            since = nanos.getAsLong();
            return false;
        }
        return nanos.getAsLong() - since >= duration.toNanos() && count(counter);
    }

    /** Whether it was held when last kept. */
    public synchronized boolean isHeld() {
        return held >= 0;
    }

    /** Gives the lease up, so that another need not wait. */
    public synchronized void release() {
        if (held >= 0) {
            update(held, null);
            held = -1;
        }
    }

    private boolean create() {
        try {
            mongo.execute(COLLECTION, c -> MajorityConcern.writes(c)
                    .insertOne(new Document("_id", name).append("counter", 1L).append("holder", holder)));
            held = 1;
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    private boolean count(long from) {
        if (!update(from, holder)) {
            held = -1;
            return false;
        }
        held = from + 1;
        watched = -1;
        return true;
    }

    private boolean update(long from, @Nullable String by) {
        Boolean done = mongo.execute(
                COLLECTION,
                c -> MajorityConcern.writes(c)
                                .updateOne(
                                        new Document("_id", name).append("counter", from),
                                        new Document("$set", new Document("counter", from + 1).append("holder", by)))
                                .getMatchedCount()
                        == 1);
        return Boolean.TRUE.equals(done);
    }
}
