package wales.rhannu.partner.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.DomainException;

/** Reads pages of streams, and waits for new events without blocking a thread (long polling). */
@Component
class StreamPages {

    private static final long MOST_BYTES = 1 << 20;

    private final Streams streams;
    private final CatchUpReads reads;
    private final Clock clock;

    StreamPages(Streams streams, CatchUpReads reads, Clock clock) {
        this.streams = streams;
        this.reads = reads;
        this.clock = clock;
    }

    /**
     * A page.
     *
     * @param json its body
     * @param sent is run once it is sent, or nobody wants it any more: until then it counts among what all may hold
     */
    record Page(byte[] json, Runnable sent) {}

    /** A page in JSON. It is empty only when there was no more, also after this wait. */
    CompletableFuture<Page> read(TopicStream stream, StartPosition start, int limit, Duration wait) {
        return batch(stream, start, limit)
                .thenCompose(batch -> wait.isZero() || !batch.events().isEmpty()
                        ? CompletableFuture.completedFuture(batch)
                        : waitingFrom(batch, stream, start, limit, wait))
                .thenApply(batch -> {
                    ReadBudget.Share share = batch.share();
                    return new Page(json(stream, start, batch), share == null ? () -> {} : share::release);
                });
    }

    private CompletableFuture<Batch> waitingFrom(
            Batch empty, TopicStream stream, StartPosition start, int limit, Duration wait) {
        empty.release();
        return new Wait(stream, start, empty, limit).begin(wait);
    }

    private CompletableFuture<Batch> batch(TopicStream stream, StartPosition start, int limit) {
        TopicLog log = stream.log();
        if (log == null) {
            return stream.isAbsent() && start.position() == null
                    ? CompletableFuture.completedFuture(Batch.none(clock.instant()))
                    : CompletableFuture.failedFuture(CatchUpReads.away());
        }
        try {
            start.mustFit(log);
        } catch (DomainException gone) {
            return CompletableFuture.failedFuture(gone);
        }
        return start.atEnd() ? reads.end(log) : reads.readPage(log, start.position(), limit, MOST_BYTES);
    }

    private static byte[] json(TopicStream stream, StartPosition start, Batch batch) {
        Cursor after = start.after();
        String cursor = batch.cursor(batch.atEnd() || after == null ? batch.at() : after.current())
                .encode(stream.name());
        byte[] begin = "{\"events\":[".getBytes(StandardCharsets.UTF_8);
        byte[] end = ("],\"cursor\":\"" + cursor + "\"}").getBytes(StandardCharsets.UTF_8);
        List<WireEvent> events = batch.events();
        int size = events.stream().mapToInt(WireEvent::jsonSize).sum() + Math.max(0, events.size() - 1);
        // as long as it gets: one that grows would take three times as much on the way
        ByteBuffer page = ByteBuffer.allocate(begin.length + size + end.length).put(begin);
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) {
                page.put((byte) ',');
            }
            events.get(i).writeJson(page);
        }
        stream.delivered(events.size());
        return page.put(end).array();
    }

    /** A request that waits for the next event or its timeout. */
    private final class Wait implements TopicStream.Subscriber {

        private final TopicStream stream;
        private final StartPosition start;
        private final Batch empty;
        private final int limit;
        private final CompletableFuture<Batch> outcome = new CompletableFuture<>();
        private final AtomicBoolean woken = new AtomicBoolean();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable Future<?> timeout;

        Wait(TopicStream stream, StartPosition start, Batch empty, int limit) {
            this.stream = stream;
            this.start = start;
            this.empty = empty;
            this.limit = limit;
        }

        CompletableFuture<Batch> begin(Duration wait) {
            stream.add(this);
            timeout = streams.later(wait, this::finish);
            awake();
            if (!streams.isRunning()) {
                stop();
            }
            return outcome;
        }

        @Override
        public void awake() {
            // many may come before it looks, and one look is enough for all
            if (!over.get() && woken.compareAndSet(false, true)) {
                streams.pump().execute(this::look);
            }
        }

        private void look() {
            woken.set(false);
            TopicLog log = empty.log();
            List<WireEvent> events = null;
            if (log != null && log.equals(stream.log())) {
                long index = log.ring().indexFor(empty.after());
                events = index < 0 ? null : log.ring().from(index, limit, MOST_BYTES);
            } else if (log == null && stream.log() == null) {
                events = List.of();
            }
            if (events == null) {
                finish();
            } else if (!events.isEmpty()) {
                take(log, events);
            }
        }

        private void take(@Nullable TopicLog log, List<WireEvent> events) {
            ReadBudget.Share share = reads.tryTakeForPage(
                    events.stream().mapToLong(WireEvent::size).sum());
            if (share == null) {
                finish(); // a read waits until there is room for its page
                return;
            }
            Position after = empty.after().copy();
            List<WireEvent> unread = events.stream().filter(after::isBefore).toList();
            unread.forEach(it -> after.advance(it.partition(), it.offset() + 1));
            if (leave()) {
                // it had all there was when it was told that there is nothing
                outcome.complete(new Batch(log, empty.after(), unread, after, true, empty.at(), share));
            } else {
                share.release();
            }
        }

        /** The topic itself says what there is by now: it, not what is shared, is asked whether that is nothing. */
        private void finish() {
            if (leave()) {
                StartPosition next = empty.log() == null ? start : new StartPosition(empty.cursor(empty.at()), false);
                CompletableFuture<Batch> unused = batch(stream, next, limit).whenComplete((batch, failure) -> {
                    if (failure == null) {
                        outcome.complete(batch);
                    } else {
                        outcome.completeExceptionally(failure);
                    }
                });
            }
        }

        private boolean leave() {
            if (!over.compareAndSet(false, true)) {
                return false;
            }
            stream.remove(this);
            Future<?> timer = timeout;
            if (timer != null) {
                timer.cancel(false);
            }
            return true;
        }

        @Override
        public void tick() {}

        /** Its wait is short, and what comes by its socket may be the next request. */
        @Override
        public void endIfLeft() {}

        @Override
        public void stop() {
            if (leave()) {
                outcome.completeExceptionally(Streams.stopping());
            }
        }

        @Override
        public boolean isBehind() {
            return false;
        }

        @Override
        public long backlog() {
            return 0;
        }
    }
}
