package wales.rhannu.partner.stream;

import java.io.ByteArrayOutputStream;
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

/** Reads streams page by page, and waits for what comes without holding a thread. */
@Component
class Pages {

    private static final long MOST_BYTES = 1 << 20;

    private final Streams streams;
    private final OwnReads ownReads;
    private final Clock clock;

    Pages(Streams streams, OwnReads ownReads, Clock clock) {
        this.streams = streams;
        this.ownReads = ownReads;
        this.clock = clock;
    }

    /** A page in JSON. It is empty only when there was no more, also after this wait. */
    CompletableFuture<byte[]> read(TopicStream stream, Start start, int limit, Duration wait) {
        return batch(stream, start, limit)
                .thenCompose(batch -> wait.isZero() || !batch.events().isEmpty()
                        ? CompletableFuture.completedFuture(batch)
                        : new Wait(stream, start, batch, limit).begin(wait))
                .thenApply(batch -> page(stream, start, batch));
    }

    private CompletableFuture<Batch> batch(TopicStream stream, Start start, int limit) {
        TopicLog log = stream.log();
        if (log == null) {
            return stream.isAbsent() && start.position() == null
                    ? CompletableFuture.completedFuture(Batch.none(clock.instant()))
                    : CompletableFuture.failedFuture(OwnReads.away());
        }
        try {
            start.mustFit(log);
        } catch (DomainException gone) {
            return CompletableFuture.failedFuture(gone);
        }
        return start.atEnd() ? ownReads.end(log) : ownReads.read(log, start.position(), limit, MOST_BYTES);
    }

    private static byte[] page(TopicStream stream, Start start, Batch batch) {
        ByteArrayOutputStream page = new ByteArrayOutputStream(4096);
        page.writeBytes("{\"events\":[".getBytes(StandardCharsets.UTF_8));
        String separator = "";
        for (WireEvent event : batch.events()) {
            page.writeBytes(separator.getBytes(StandardCharsets.UTF_8));
            event.writeJson(page);
            separator = ",";
        }
        stream.delivered(batch.events().size());
        Cursor after = start.after();
        String cursor = batch.cursor(batch.atEnd() || after == null ? batch.at() : after.current())
                .encode(stream.name());
        page.writeBytes(("],\"cursor\":\"" + cursor + "\"}").getBytes(StandardCharsets.UTF_8));
        return page.toByteArray();
    }

    /** One request that waits for the next event, or for its time to be over. */
    private final class Wait implements TopicStream.Subscriber {

        private final TopicStream stream;
        private final Start start;
        private final Batch empty;
        private final int limit;
        private final CompletableFuture<Batch> outcome = new CompletableFuture<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable Future<?> timeout;

        Wait(TopicStream stream, Start start, Batch empty, int limit) {
            this.stream = stream;
            this.start = start;
            this.empty = empty;
            this.limit = limit;
        }

        CompletableFuture<Batch> begin(Duration wait) {
            streams.enter();
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
            streams.pump().execute(this::look);
        }

        private void look() {
            TopicLog log = empty.log();
            List<WireEvent> events = null;
            if (log != null && log.equals(stream.log())) {
                long index = log.ring().indexFor(empty.after());
                events = index < 0 ? null : log.ring().from(index, limit);
            } else if (log == null && stream.log() == null) {
                events = List.of();
            }
            if (events == null) {
                finish();
            } else if (!events.isEmpty() && leave()) {
                Position after = empty.after().copy();
                List<WireEvent> unread = events.stream().filter(after::isBefore).toList();
                unread.forEach(it -> after.advance(it.partition(), it.offset() + 1));
                outcome.complete(new Batch(log, empty.after(), unread, after, true, empty.at()));
            }
        }

        /** The topic itself says what there is by now: it, not what is shared, is asked whether that is nothing. */
        private void finish() {
            if (leave()) {
                Start next = empty.log() == null ? start : new Start(empty.cursor(empty.at()), false);
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
            streams.leave();
            Future<?> timer = timeout;
            if (timer != null) {
                timer.cancel(false);
            }
            return true;
        }

        @Override
        public void tick() {}

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
