package wales.rhannu.partner.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.DomainException.Kind;
import wales.rhannu.starter.web.Problems;

/** Sends streams as server-sent events. */
@Component
class Connections {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);
    private static final int SHARED_AT_ONCE = 32;
    private static final int OWN_AT_ONCE = 500;
    private static final long OWN_BYTES = 128 << 10;
    private static final Duration READ_AGAIN = Duration.ofSeconds(1);
    private static final Duration CURSOR_AGAIN = Duration.ofHours(1);
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Streams streams;
    private final OwnReads ownReads;
    private final Problems problems;
    private final Clock clock;
    private final Duration heartbeat;
    private final Duration stall;

    Connections(Streams streams, OwnReads ownReads, Problems problems, Clock clock, StreamSettings settings) {
        this.streams = streams;
        this.ownReads = ownReads;
        this.problems = problems;
        this.clock = clock;
        this.heartbeat = settings.heartbeat();
        this.stall = settings.stall();
    }

    /** Answers, and goes on answering until the reader goes away. */
    void open(TopicStream stream, Start start, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        streams.enter();
        Connection connection;
        try {
            connection = new Connection(stream, start, request, response);
        } catch (IOException | RuntimeException e) {
            streams.leave();
            throw e;
        }
        stream.add(connection);
        connection.begin();
        if (!streams.isRunning()) {
            connection.stop();
        }
    }

    /**
     * One reader's connection. It holds no thread, and no more events than it took in one go: what is to come is fetched
     * when the network takes it, from what all share when the reader keeps up, by a read of its own when not.
     */
    private final class Connection implements TopicStream.Subscriber, WriteListener, AsyncListener {

        private static final long BEHIND = -1;

        private final TopicStream stream;
        private final Start start;
        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final AsyncContext async;
        private final ServletOutputStream out;

        private final AtomicInteger work = new AtomicInteger();
        private final ReentrantLock lock = new ReentrantLock();
        private volatile boolean writable;
        private boolean answered;
        private boolean unflushed;
        private boolean closed;

        /** Null until it is known, as the position is. */
        private volatile @Nullable TopicLog topic;

        private @Nullable Position position;
        private Instant current;
        private final Deque<WireEvent> taken = new ArrayDeque<>();
        /** What was taken by a read of its own: where that ends is the position once all of it is written. */
        private @Nullable Batch lastRead;

        /** The topic itself was asked once: what all share does not show where it ends. */
        private boolean checked;

        private boolean reading;
        private long readAgainAt = System.nanoTime();
        /** Of the next event among those that all share. */
        private volatile long index = BEHIND;

        private boolean commentDue = true;
        private boolean cursorDue;
        private Instant wroteAt;
        private Instant wroteCursorAt;

        Connection(TopicStream stream, Start start, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            this.stream = stream;
            this.start = start;
            this.request = request;
            this.response = response;
            Instant now = clock.instant();
            Cursor after = start.after();
            Position given = start.position();
            this.position = given == null ? null : given.copy();
            this.current = after == null ? now : after.current();
            this.wroteAt = now;
            this.wroteCursorAt = now;
            // one that comes back before its first event would miss what came meanwhile
            this.cursorDue = start.atEnd();
            this.async = request.startAsync(request, response);
            async.setTimeout(0);
            this.out = response.getOutputStream();
        }

        void begin() {
            async.addListener(this);
            // called back when this request's filters are through: the answer is not theirs any more
            out.setWriteListener(this);
        }

        @Override
        public void onWritePossible() {
            writable = true;
            awake();
        }

        @Override
        public void awake() {
            if (work.getAndIncrement() == 0) {
                streams.pump().execute(this::run);
            }
        }

        private void run() {
            int done = work.get();
            do {
                lock.lock();
                try {
                    if (!closed && writable) {
                        write();
                    }
                } catch (DomainException refusal) {
                    refuse(refusal);
                } catch (IOException e) {
                    log.debug("A reader of {} went away: {}", stream.name(), e.toString());
                    end();
                } catch (RuntimeException e) {
                    log.warn("A connection of {} ends", stream.name(), e);
                    end();
                } finally {
                    lock.unlock();
                }
                done = work.addAndGet(-done);
            } while (done != 0);
        }

        /** As much as there is and the network takes; it says when it takes more. */
        private void write() throws IOException {
            if (!answered) {
                boolean known = !taken.isEmpty() || refill() || !reading;
                if (known && !closed) {
                    answer();
                }
            }
            while (answered && !closed && out.isReady()) {
                WireEvent event = taken.poll();
                if (event != null) {
                    write(event);
                } else if (!refill() && !closed && !writeSignOfLife()) {
                    if (!unflushed) {
                        return;
                    }
                    unflushed = false;
                    out.flush();
                }
            }
        }

        private void answer() {
            answered = true;
            response.setStatus(200);
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Accel-Buffering", "no");
        }

        private void write(WireEvent event) throws IOException {
            Position at = position;
            if (at != null && at.isBefore(event)) {
                at.advance(event.partition(), event.offset() + 1);
                write(event.message(cursor(at)));
                wroteCursorAt = wroteAt;
                stream.delivered(1);
            }
        }

        private void write(byte[] message) throws IOException {
            out.write(message);
            unflushed = true;
            commentDue = false;
            wroteAt = clock.instant();
        }

        private String cursor(Position at) {
            TopicLog known = topic;
            return new Cursor(known == null ? 0 : known.id(), at, current).encode(stream.name());
        }

        /** A comment; or a cursor alone, which by the standard a client keeps and does not show. */
        private boolean writeSignOfLife() throws IOException {
            Position at = position;
            if (cursorDue && at != null) {
                cursorDue = false;
                write(("id: " + cursor(at) + "\n\n").getBytes(StandardCharsets.UTF_8));
                wroteCursorAt = wroteAt;
                return true;
            }
            if (commentDue) {
                write(COMMENT);
                return true;
            }
            return false;
        }

        /** Takes what is next. Gives whether there is something; if not, it wakes up when there is. */
        private boolean refill() {
            TopicLog now = stream.log();
            TopicLog known = topic;
            if (known == null) {
                if (now == null) {
                    return false;
                }
                start.mustFit(now);
                known = now;
                topic = now;
            } else if (!known.equals(now)) {
                end(); // who comes back is told
                return false;
            }
            Batch read = lastRead;
            if (read != null) {
                position = read.after().copy();
                current = read.atEnd() ? read.at() : current;
                lastRead = null;
                checked = true;
            }
            Position at = position;
            if (index == BEHIND && at != null && checked) {
                index = known.ring().indexFor(at);
            }
            if (index != BEHIND) {
                long next = index;
                List<WireEvent> events = known.ring().from(next, SHARED_AT_ONCE);
                if (events != null) {
                    index = next + events.size();
                    taken.addAll(events);
                    current = events.isEmpty() ? clock.instant() : current;
                    return !events.isEmpty();
                }
                index = BEHIND;
            }
            readOnItsOwn(known, at);
            return false;
        }

        private void readOnItsOwn(TopicLog from, @Nullable Position at) {
            if (reading || System.nanoTime() - readAgainAt < 0) {
                return;
            }
            reading = true;
            CompletableFuture<Batch> read = at == null && start.atEnd()
                    ? ownReads.end(from)
                    : ownReads.read(from, at == null ? null : at.copy(), OWN_AT_ONCE, OWN_BYTES);
            CompletableFuture<Batch> unused = read.whenComplete(this::take);
        }

        private void take(@Nullable Batch batch, @Nullable Throwable failure) {
            lock.lock();
            try {
                reading = false;
                if (closed) {
                    return;
                }
                if (batch != null) {
                    position = position == null ? batch.from().copy() : position;
                    taken.addAll(batch.events());
                    lastRead = batch;
                } else if (isAway(failure)) {
                    readAgainAt = System.nanoTime() + READ_AGAIN.toNanos();
                } else if (cause(failure) instanceof DomainException refusal) {
                    refuse(refusal);
                } else {
                    log.error("A reader of {} cannot go on", stream.name(), failure);
                    end();
                }
            } finally {
                lock.unlock();
            }
            awake();
        }

        private static boolean isAway(@Nullable Throwable failure) {
            return cause(failure) instanceof DomainException refusal && refusal.kind() == Kind.UNAVAILABLE;
        }

        private static @Nullable Throwable cause(@Nullable Throwable failure) {
            return failure instanceof CompletionException ? failure.getCause() : failure;
        }

        @Override
        public void tick() {
            if (!lock.tryLock()) {
                return; // it is at work
            }
            try {
                Instant now = clock.instant();
                commentDue |= !now.isBefore(wroteAt.plus(heartbeat));
                cursorDue |= !now.isBefore(wroteCursorAt.plus(CURSOR_AGAIN));
                if (commentDue && !now.isBefore(wroteAt.plus(heartbeat).plus(stall))) {
                    log.debug("A reader of {} takes nothing", stream.name());
                    end();
                }
            } finally {
                lock.unlock();
            }
            awake();
        }

        @Override
        public void stop() {
            lock.lock();
            try {
                if (!closed) {
                    refuse(Streams.stopping());
                }
            } finally {
                lock.unlock();
            }
        }

        /** Says why it ends, if there is still a way to say it. */
        private void refuse(DomainException refusal) {
            try {
                if (!answered && writable && out.isReady()) {
                    problems.write(request, response, refusal);
                } else if (!answered) {
                    response.setStatus(refusal.kind().status());
                }
            } catch (IOException e) {
                log.debug("A reader of {} went away: {}", stream.name(), e.toString());
            }
            end();
        }

        private void end() {
            if (release()) {
                try {
                    async.complete();
                } catch (IllegalStateException e) {
                    log.debug("The container ended it first: {}", e.toString());
                }
            }
        }

        private boolean release() {
            lock.lock(); // no one writes any more when this returns
            try {
                if (closed) {
                    return false;
                }
                closed = true;
                taken.clear();
            } finally {
                lock.unlock();
            }
            stream.remove(this);
            streams.leave();
            return true;
        }

        @Override
        public void onError(Throwable failure) {
            end();
        }

        @Override
        public void onError(AsyncEvent event) {
            end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            release();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}

        @Override
        public boolean isBehind() {
            return index == BEHIND;
        }

        @Override
        public long backlog() {
            TopicLog known = topic;
            return known == null || index == BEHIND ? 0 : known.ring().after(index);
        }
    }
}
