package wales.rhannu.partner.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.DomainException.Kind;

/**
 * What one reader gets next: from what all share while it keeps up, by reads of its own when not. Of what all share it holds
 * nothing, of what is read for it one batch at most, as a share of what all may hold. One thread at a time uses it, but for what
 * says otherwise.
 */
final class ReaderFeed {

    /** The maximum number of events of a read. */
    private static final int AT_ONCE = 500;
    /** The maximum bytes of a read; a single event may be larger. */
    private static final long BYTES = 128 << 10;

    private static final Duration READ_AGAIN = Duration.ofSeconds(1);
    private static final long BEHIND = -1;

    private final TopicStream stream;
    private final StartPosition start;
    private final CatchUpReads reads;
    private final Clock clock;
    private final Runnable wake;

    /** Null until it is known, as the position is. */
    private volatile @Nullable TopicLog topic;

    private @Nullable Position position;
    private Instant current;
    /** Of the next event among those that all share. */
    private volatile long index = BEHIND;

    /** The topic itself was asked where it ends, which what all share does not show. */
    private boolean checked;

    private final ReadAhead readAhead = new ReadAhead();
    private boolean over;

    private record Outcome(@Nullable Batch batch, @Nullable Throwable failure) {

        void release() {
            if (batch != null) {
                batch.release();
            }
        }
    }

    /** What was asked for has come; set by another thread. */
    private final AtomicReference<@Nullable Outcome> arrived = new AtomicReference<>();

    private boolean asked;
    private long askAgainAt = System.nanoTime();
    private volatile boolean closed;

    /** @param wake is run, by any thread, when there may be more; what comes of the stream itself tells its subscribers */
    ReaderFeed(TopicStream stream, StartPosition start, CatchUpReads reads, Clock clock, Runnable wake) {
        this.stream = stream;
        this.start = start;
        this.reads = reads;
        this.clock = clock;
        this.wake = wake;
        Cursor after = start.after();
        Position given = start.position();
        this.position = given == null ? null : given.copy();
        this.current = after == null ? clock.instant() : after.current();
    }

    /**
     * The next event; it counts as read. Null when there is none now, or it is not known yet.
     *
     * @throws DomainException when where the reader wants to go on cannot be honoured
     */
    @Nullable
    WireEvent next() {
        TopicLog log = log();
        if (log == null) {
            return null;
        }
        readAhead.eventWritten(); // or nobody would ask for the next one
        takeWhatArrived();
        while (true) {
            WireEvent event = nextReadAhead();
            if (event == null) {
                event = nextShared(log);
            }
            if (event == null) {
                return null;
            }
            Position at = position;
            if (at != null && at.isBefore(event)) {
                at.advance(event.partition(), event.offset() + 1);
                return event;
            }
        }
    }

    /** Whether the topic was made anew, so that nothing comes any more: who comes back is told. */
    boolean isOver() {
        return over;
    }

    /** Whether it is not yet known if the reader can go on where it wants to. */
    boolean isAsking() {
        return asked;
    }

    /** The reader's position after its last event; null while it is unknown. */
    @Nullable
    String cursor() {
        TopicLog log = topic;
        Position at = position;
        return at == null ? null : new Cursor(log == null ? 0 : log.id(), at, current).encode(stream.name());
    }

    private @Nullable TopicLog log() {
        TopicLog now = stream.log();
        TopicLog known = topic;
        if (known == null && now != null) {
            start.mustFit(now);
            topic = now;
        } else if (known != null && !known.equals(now)) {
            over = true;
            return null;
        }
        return topic;
    }

    private void takeWhatArrived() {
        Outcome outcome = arrived.getAndSet(null);
        if (outcome == null) {
            return;
        }
        asked = false;
        Batch got = outcome.batch();
        if (got != null) {
            take(got);
            return;
        }
        Throwable failure = outcome.failure();
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof DomainException refusal)) {
            throw new IllegalStateException("A read of " + stream.name() + " failed", cause);
        }
        if (refusal.kind() != Kind.UNAVAILABLE) {
            throw refusal;
        }
        askAgainAt = System.nanoTime() + READ_AGAIN.toNanos();
    }

    private void take(Batch got) {
        Position at = position;
        if (at == null) {
            at = got.from().copy();
            position = at;
        } else if (!checked) {
            Cursor.mustNotBePast(got.from(), at);
        }
        if (got.atEnd() && got.events().isEmpty() && at.hasReached(got.from())) {
            current = got.at();
        }
        checked = true;
        if (got.share() != null) {
            readAhead.hold(got);
        }
    }

    private @Nullable WireEvent nextReadAhead() {
        WireEvent event = readAhead.next();
        Batch taken = event == null ? readAhead.finish() : null;
        if (taken != null) {
            position = taken.after().copy();
            current = taken.atEnd() ? taken.at() : current;
        }
        return event;
    }

    private @Nullable WireEvent nextShared(TopicLog log) {
        Position at = position;
        if (index == BEHIND && at != null && checked) {
            index = log.ring().indexFor(at);
        }
        if (index != BEHIND) {
            WireEvent event = log.ring().at(index);
            if (event != null) {
                index++;
                return event;
            }
            if (!log.ring().isGone(index)) {
                current = clock.instant();
                return null;
            }
            index = BEHIND;
        }
        ask(log, at);
        return null;
    }

    private void ask(TopicLog log, @Nullable Position at) {
        if (asked || System.nanoTime() - askAgainAt < 0) {
            return;
        }
        asked = true;
        boolean whereItEnds = !checked && (at != null || start.atEnd());
        CompletableFuture<Batch> answer =
                whereItEnds ? reads.end(log) : reads.read(log, at == null ? null : at.copy(), AT_ONCE, BYTES);
        CompletableFuture<Batch> unused = answer.whenComplete((got, failure) -> {
            arrived.set(new Outcome(got, failure));
            if (closed) {
                giveBackWhatArrived();
            } else {
                wake.run();
            }
        });
    }

    private boolean giveBackWhatArrived() {
        Outcome outcome = arrived.getAndSet(null);
        if (outcome != null) {
            outcome.release();
        }
        return outcome != null;
    }

    /**
     * The reader takes nothing at the moment: what was read for it is given back if others wait, and read again later.
     *
     * @param within whether it has not taken all of the last event yet, which goes on counting among what all hold
     */
    void giveBack(boolean within) {
        if (!reads.othersWait()) {
            return;
        }
        readAhead.giveBack(within);
        if (checked && giveBackWhatArrived()) {
            asked = false;
        }
    }

    /** Whether it holds much of what all may hold, for an event that is being written, while others wait for room. */
    boolean keepsOthersWaiting() {
        return readAhead.isLargeUnfinishedEvent() && reads.othersWait();
    }

    /** Closes the feed; may be called by any thread once no other uses it. */
    void close() {
        closed = true;
        giveBackWhatArrived();
        readAhead.close();
    }

    /** Whether it reads on its own at the moment; may be called by any thread. */
    boolean isBehind() {
        return index == BEHIND;
    }

    /** How many events that all share are still to be taken; may be called by any thread. */
    long backlog() {
        TopicLog known = topic;
        long next = index;
        return known == null || next == BEHIND ? 0 : known.ring().after(next);
    }
}
