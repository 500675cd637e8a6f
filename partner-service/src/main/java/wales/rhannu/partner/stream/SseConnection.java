package wales.rhannu.partner.stream;

import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * One reader's connection. It holds no thread, and no event but the one that it is in the middle of: what is to come is fetched
 * when the network takes it.
 */
final class SseConnection implements TopicStream.Subscriber, WriteListener {

    private static final Logger log = LoggerFactory.getLogger(SseConnection.class);
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NO_DATA = "\n".getBytes(StandardCharsets.UTF_8);

    private final TopicStream stream;
    private final boolean named;
    private final ReaderFeed feed;
    private final Executor pump;
    private final Heartbeat heartbeat;
    private final ReaderLiveness reader;
    private final SseResponse response;
    private final SseWriter writer;
    private final Runnable leave;

    private final AtomicInteger work = new AtomicInteger();
    private final Runnable running = this::run;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean writable;
    private boolean closed;

    /**
     * @param named whether each event has its type as its name
     * @param feed makes the feed, given what wakes this connection
     * @param pump runs what is to be written
     * @param leave is run once, when it is over
     */
    SseConnection(
            TopicStream stream,
            boolean named,
            Function<Runnable, ReaderFeed> feed,
            Executor pump,
            Heartbeat heartbeat,
            ReaderLiveness reader,
            SseResponse response,
            Runnable leave) {
        this.stream = stream;
        this.named = named;
        this.pump = pump;
        this.heartbeat = heartbeat;
        this.reader = reader;
        this.response = response;
        this.writer = new SseWriter(response.body());
        this.leave = leave;
        this.feed = feed.apply(this::awake);
    }

    /** @param cursorFirst whether the reader is told where it is before there is an event */
    void begin(boolean cursorFirst) {
        if (cursorFirst) {
            heartbeat.cursorWanted();
        }
        stream.add(this);
        response.listen(this, this::end, this::release);
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
                response.fail(writable);
                end();
            } finally {
                lock.unlock();
            }
            done = work.addAndGet(-done);
        } while (done != 0);
    }

    /** As much as there is and the network takes; it says when it takes more. */
    private void write() throws IOException {
        if (!response.hasBegun()) {
            WireEvent first = feed.next();
            if (feed.isOver()) {
                refuse(CatchUpReads.away());
                return;
            }
            if (first == null && feed.isAsking()) {
                return;
            }
            response.begin();
            if (first != null) {
                put(first);
            }
        }
        while (isReady() && writer.write(this::next)) {
            heartbeat.wrote();
            reader.took();
        }
        if (feed.isOver()) {
            end();
        }
    }

    private boolean isReady() {
        boolean ready = writer.isReady();
        reader.ready(ready);
        return ready;
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
        writer.put(feed.cursor(), event.message(), event.begin(named));
        heartbeat.eventPut();
        reader.beginsMessage();
        stream.delivered(1);
    }

    /** A comment; or a cursor alone, which by the standard a client keeps and does not show. */
    private boolean putSignOfLife() {
        String cursor = heartbeat.isCursorDue() ? feed.cursor() : null;
        if (cursor != null) {
            writer.put(cursor, NO_DATA, 0);
            heartbeat.cursorPut();
            reader.beginsMessage();
            return true;
        }
        if (heartbeat.isCommentDue()) {
            writer.put(null, COMMENT, 0);
            heartbeat.commentPut();
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
            if (closed || reader.hasLeft()) {
                end();
                return;
            }
            heartbeat.tick();
            reader.tick();
            if (reader.takesTooLong(writer.isWithin())) {
                log.debug("A reader of {} takes too little", stream.name());
                refuse(CatchUpReads.away()); // if it was not answered yet, the broker was too slow and not the reader
            } else if (reader.pauses()) {
                feed.giveBack(writer.isWithin());
                if (reader.pausesForLong() && feed.keepsOthersWaiting()) {
                    log.debug("A reader of {} takes nothing of a large event, and others wait", stream.name());
                    end();
                }
            }
        } finally {
            lock.unlock();
        }
        awake();
    }

    @Override
    public void endIfLeft() {
        lock.lock();
        try {
            if (!closed && reader.hasLeft()) {
                end();
            }
        } finally {
            lock.unlock();
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

    /** Answers with the reason why the connection ends, if the status has not been sent yet. */
    private void refuse(DomainException refusal) {
        response.refuse(refusal, writable);
        end();
    }

    private void end() {
        if (release()) {
            response.complete();
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
        leave.run();
        return true;
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public boolean isBehind() {
        return feed.isBehind();
    }

    @Override
    public long backlog() {
        return feed.backlog();
    }
}
