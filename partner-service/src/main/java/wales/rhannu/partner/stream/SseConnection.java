package wales.rhannu.partner.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.web.Problems;

/**
 * One reader's connection. It holds no thread, and no event but the one that it is in the middle of: what is to come is fetched
 * when the network takes it.
 */
final class SseConnection implements TopicStream.Subscriber, WriteListener, AsyncListener {

    private static final Logger log = LoggerFactory.getLogger(SseConnection.class);
    private static final Duration CURSOR_AGAIN = Duration.ofHours(1);
    /** Some five seconds. */
    private static final int MOST_TICKS_IN_THE_WAY = 10;

    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NO_DATA = "\n".getBytes(StandardCharsets.UTF_8);

    /** When it says that it lives, and when it is over. */
    record Times(Clock clock, Duration heartbeat, Duration stall) {}

    /** What happens when it is over. */
    record Ending(Problems problems, Runnable leave) {}

    private final TopicStream stream;
    private final Feed feed;
    private final Executor pump;
    private final @Nullable SocketChannel socket;
    private final Times times;
    private final Ending ending;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final AsyncContext async;
    private final SseWriter writer;

    private final AtomicInteger work = new AtomicInteger();
    private final Runnable running = this::run;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean writable;
    private boolean answered;
    private boolean closed;

    /** The network takes nothing; for how many ticks. */
    private boolean blocked;

    private int blockedFor;

    private boolean commentDue = true;
    private boolean cursorDue;
    private Instant wroteAt;
    private Instant wroteCursorAt;

    SseConnection(
            TopicStream stream,
            Function<Runnable, Feed> feed,
            Executor pump,
            @Nullable SocketChannel socket,
            Times times,
            Ending ending,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        this.stream = stream;
        this.pump = pump;
        this.socket = socket;
        this.times = times;
        this.ending = ending;
        this.request = request;
        this.response = response;
        this.wroteAt = times.clock().instant();
        this.wroteCursorAt = wroteAt;
        this.async = request.startAsync(request, response);
        async.setTimeout(0);
        this.writer = new SseWriter(response.getOutputStream());
        this.feed = feed.apply(this::awake);
    }

    /** @param cursorFirst whether the reader is told where it is before there is an event */
    void begin(boolean cursorFirst) throws IOException {
        cursorDue = cursorFirst;
        // it ends with the connection: in chunks, each step of a frame through small buffers would be a chunk of its
        // own
        response.setHeader("Connection", "close");
        stream.add(this);
        async.addListener(this);
        // called back when this request's filters are through: the answer is not theirs any more
        response.getOutputStream().setWriteListener(this);
    }

    @Override
    public void onWritePossible() {
        writable = true;
        awake();
    }

    @Override
    public void awake() {
        if (work.getAndIncrement() == 0) {
            pump.execute(running);
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
                if (!answered) {
                    response.setStatus(500);
                }
                refuse(problems -> problems.write(request, response, 500));
            } finally {
                lock.unlock();
            }
            done = work.addAndGet(-done);
        } while (done != 0);
    }

    /** As much as there is and the network takes; it says when it takes more. */
    private void write() throws IOException {
        if (!answered) {
            WireEvent first = feed.next();
            if (feed.isOver()) {
                refuse(CatchUpReads.away());
                return;
            }
            if (first == null && feed.isAsking()) {
                return;
            }
            answer();
            if (first != null) {
                put(first);
            }
        }
        while (isReady() && writer.write(this::next)) {
            wroteAt = times.clock().instant();
            commentDue = false;
        }
        if (feed.isOver()) {
            end();
        }
    }

    private boolean isReady() {
        blocked = !writer.isReady();
        if (!blocked) {
            blockedFor = 0;
        }
        return !blocked;
    }

    private void answer() {
        answered = true;
        response.setStatus(200);
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
    }

    private boolean next(SseWriter to) {
        WireEvent event = feed.next();
        if (event != null) {
            put(event);
            return true;
        }
        if (feed.isOver()) {
            return false;
        }
        return putSignOfLife();
    }

    private void put(WireEvent event) {
        writer.put(feed.cursor(), event.message());
        wroteCursorAt = times.clock().instant();
        stream.delivered(1);
    }

    /** A comment; or a cursor alone, which by the standard a client keeps and does not show. */
    private boolean putSignOfLife() {
        String cursor = cursorDue ? feed.cursor() : null;
        if (cursor != null) {
            cursorDue = false;
            writer.put(cursor, NO_DATA);
            wroteCursorAt = times.clock().instant();
            return true;
        }
        if (commentDue) {
            commentDue = false;
            writer.put(null, COMMENT);
            return true;
        }
        return false;
    }

    @Override
    public void tick() {
        if (!lock.tryLock()) {
            return; // it is at work
        }
        try {
            if (closed || isLeft()) {
                end();
                return;
            }
            Instant now = times.clock().instant();
            commentDue |= !now.isBefore(wroteAt.plus(times.heartbeat()));
            cursorDue |= !now.isBefore(wroteCursorAt.plus(CURSOR_AGAIN));
            if (takesTooLong(now)) {
                log.debug("A reader of {} takes too little", stream.name());
                refuse(CatchUpReads.away()); // if it was not answered yet, the broker was too slow and not the reader
            } else if (blocked && ++blockedFor > 1) {
                feed.giveBack(writer.isWithin());
                if (blockedFor > MOST_TICKS_IN_THE_WAY && feed.keepsOthersWaiting()) {
                    log.debug("A reader of {} takes nothing of a large event, and others wait", stream.name());
                    end();
                }
            }
        } finally {
            lock.unlock();
        }
        awake();
    }

    /** It takes nothing any more, or one event so slowly that it would be held for it for hours. */
    private boolean takesTooLong(Instant now) {
        return commentDue && !now.isBefore(wroteAt.plus(times.heartbeat()).plus(times.stall()))
                || writer.isWithin() && !now.isBefore(wroteCursorAt.plus(times.stall()));
    }

    @Override
    public void endIfLeft() {
        lock.lock();
        try {
            if (isLeft()) {
                end();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the other side has closed its connection. Tomcat notices that with its second write after it, which is two
     * heartbeats later where nothing happens. The connection carries no further request, so what else comes by it is of no
     * interest.
     */
    private boolean isLeft() {
        if (socket == null || closed) {
            return false;
        }
        try {
            return socket.read(ByteBuffer.allocate(64)) < 0;
        } catch (IOException e) {
            return true;
        }
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

    private interface Answer {

        void by(Problems problems) throws IOException;
    }

    private void refuse(DomainException refusal) {
        if (!answered) {
            response.setStatus(refusal.kind().status());
        }
        refuse(problems -> problems.write(request, response, refusal));
    }

    /** Says why it ends, if there is still a way to say it. */
    private void refuse(Answer why) {
        try {
            if (!answered && writable && writer.isReady()) {
                why.by(ending.problems());
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
            feed.close();
        } finally {
            lock.unlock();
        }
        stream.remove(this);
        ending.leave().run();
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
        return feed.isBehind();
    }

    @Override
    public long backlog() {
        return feed.backlog();
    }
}
