package wales.rhannu.starter.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * The unit of consistency: its fields and the event that a change raised are stored in one operation. Jackson reads and
 * writes the fields of a subclass directly (not its getters); transient ones are left out. A subclass has a constructor
 * without arguments for that, which may be private.
 *
 * @param <E> what it publishes, commonly a sealed interface
 */
public abstract class Aggregate<E extends DomainEvent> {

    private transient String id = "";
    private transient long version;
    private transient long sequence;
    private transient @Nullable DomainEvent raised;
    private transient boolean erased;

    /** For the store. */
    protected Aggregate() {}

    protected Aggregate(String id) {
        this.id = id;
    }

    public final String id() {
        return id;
    }

    /** Rises by one with every write; 0 until stored. Over HTTP it is the {@code ETag}. */
    public final long version() {
        return version;
    }

    /** The sequence of the last event, milliseconds since the epoch or more; 0 until stored. */
    public final long sequence() {
        return sequence;
    }

    /**
     * Says what happened. It is published with the state that the fields have when the aggregate is stored.
     *
     * @throws IllegalStateException on a second event in one write: a topic gets at most one
     */
    protected final void raise(E event) {
        if (raised != null) {
            throw new IllegalStateException("One write raises one event: " + raised + " already, then " + event);
        }
        raised = event;
    }

    /** Raises the final event: the state is removed, and every topic gets a tombstone. */
    protected final void erase(E event) {
        raise(event);
        erased = true;
    }

    /**
     * What anyone may read, for the public topic; null while nobody may. From something to null sends a tombstone.
     * Members-only content, drafts and personal data have no place in it.
     */
    protected @Nullable Object publicState() {
        return null;
    }

    final @Nullable DomainEvent raised() {
        return raised;
    }

    final boolean erased() {
        return erased;
    }

    final void stored(String storedId, long storedVersion, long storedSequence) {
        this.id = storedId;
        this.version = storedVersion;
        this.sequence = storedSequence;
        this.raised = null;
    }
}
