package wales.rhannu.partner.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * Reads for those who do not follow a topic's end. A few consumers, lent from batch to batch, serve any number of readers: a
 * reader between two batches is nothing but its position. What all hold of what was read for them is bounded: a read waits until
 * there is room for it. Those who have a place are as many as may wait, so none is refused here.
 */
@Component
class CatchUpReads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CatchUpReads.class);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Map<String, Object> settings;
    private final Duration patience;
    private final Clock clock;
    private final int most;
    private final ThreadPoolExecutor threads;
    private final ConcurrentLinkedDeque<TopicReader> idle = new ConcurrentLinkedDeque<>();

    /** Guards what waits ({@link #ends} and both lanes), how many reads run and whose turn it is. */
    private final Object lock = new Object();

    private final Lane followers;
    private final Lane pages;
    private final Map<TopicLog, CompletableFuture<Batch>> ends = new HashMap<>();
    private int running;
    private boolean isPagesTurn;

    private volatile long awayUntil = System.nanoTime();
    private volatile boolean closed;

    CatchUpReads(KafkaProperties kafka, StreamSettings streams, Clock clock, MeterRegistry meters) {
        this.settings = TopicReader.settings(kafka, streams);
        this.patience = streams.patience();
        this.clock = clock;
        this.most = streams.readers();
        this.followers = new Lane(new ReadBudget(streams.readBytes().toBytes(), this::runNext));
        this.pages = new Lane(new ReadBudget(streams.pageBytes().toBytes(), this::runNext));
        this.threads = new ThreadPoolExecutor(
                most,
                most,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // there are never more in it than threads
                task -> {
                    Thread thread = new Thread(task, "catch-up-read");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
        meters.gauge("rhannu.stream.own.reads.waiting", this, CatchUpReads::waiting);
        meters.gauge("rhannu.stream.read.bytes", Tags.of("of", "followers"), followers.budget(), ReadBudget::held);
        meters.gauge("rhannu.stream.read.bytes", Tags.of("of", "pages"), pages.budget(), ReadBudget::held);
    }

    private interface Read {
        Batch by(TopicReader reader);
    }

    private record Request(Read read, long bytes, CompletableFuture<Batch> outcome) {}

    /** A read that has got the room that it waited for. */
    private record Admitted(Request request, ReadBudget.Share share) {}

    /**
     * Reads that wait for the same room, in the order of asking. Followers and pages have a lane each, so that those who do not
     * take what was read for them keep no room from the others.
     */
    private record Lane(ReadBudget budget, Deque<Request> waiting) {

        Lane(ReadBudget budget) {
            this(budget, new ArrayDeque<>());
        }

        /** Takes the first read out of the lane and the room for it; null when none waits, or there is no room for it. */
        @Nullable
        Admitted admitNext() {
            Request first = waiting.peek();
            ReadBudget.Share share = first == null ? null : budget.tryTake(first.bytes());
            if (first == null || share == null) {
                return null;
            }
            waiting.remove();
            return new Admitted(first, share);
        }
    }

    /** How many reads wait for their turn, or for room. */
    int waiting() {
        synchronized (lock) {
            return followers.waiting().size() + pages.waiting().size() + ends.size();
        }
    }

    /** The bytes that were read for followers and are still held. */
    long held() {
        return followers.budget().held();
    }

    /** How much pages hold, which are read or sent. */
    long heldByPages() {
        return pages.budget().held();
    }

    /** The consumers that there are, lent or not. */
    int consumers() {
        return threads.getActiveCount() + idle.size();
    }

    /**
     * Reads on, once there is room for it. It fails with a refusal when the position is not, or no longer, one of this log, and
     * with one that is unavailable when the broker is away. Whoever gets the batch has to release it.
     *
     * @param from the beginning when null
     * @param mostBytes how large the events may be together; a single one may be larger
     */
    CompletableFuture<Batch> read(TopicLog topic, @Nullable Position from, int mostEvents, long mostBytes) {
        return read(followers, topic, from, mostEvents, mostBytes);
    }

    /** As {@link #read}, in the room that pages share. */
    CompletableFuture<Batch> readPage(TopicLog topic, @Nullable Position from, int mostEvents, long mostBytes) {
        return read(pages, topic, from, mostEvents, mostBytes);
    }

    private CompletableFuture<Batch> read(
            Lane lane, TopicLog topic, @Nullable Position from, int mostEvents, long mostBytes) {
        Request request = new Request(
                reader -> reader.read(topic, from, mostEvents, mostBytes), mostBytes, new CompletableFuture<>());
        synchronized (lock) {
            lane.waiting().add(request);
        }
        runNext();
        return request.outcome();
    }

    /** The end of the topic, as an empty batch. Callers that wait for the same look-up share its result. */
    CompletableFuture<Batch> end(TopicLog topic) {
        CompletableFuture<Batch> outcome;
        synchronized (lock) {
            outcome = ends.computeIfAbsent(topic, unused -> new CompletableFuture<>());
        }
        runNext();
        return outcome;
    }

    /** What was read for a reader that has no use for it yet may be held for as long as nobody waits for the room. */
    boolean othersWait() {
        synchronized (lock) {
            return !followers.waiting().isEmpty();
        }
    }

    /** Reserves memory for a page that is read elsewhere; null if there is none. */
    ReadBudget.@Nullable Share tryTakeForPage(long bytes) {
        return pages.budget().tryTake(bytes);
    }

    /** In the order of asking, pages and followers in turn; what takes no room goes first. */
    private void runNext() {
        synchronized (lock) {
            while (running < most) {
                Runnable next = nextEnd();
                next = next == null ? nextRead(isPagesTurn ? pages : followers) : next;
                next = next == null ? nextRead(isPagesTurn ? followers : pages) : next;
                if (next == null) {
                    return;
                }
                isPagesTurn = !isPagesTurn;
                running++;
                threads.execute(next);
            }
        }
    }

    private @Nullable Runnable nextEnd() {
        if (ends.isEmpty()) {
            return null;
        }
        var all = ends.entrySet().iterator();
        Map.Entry<TopicLog, CompletableFuture<Batch>> next = all.next();
        all.remove(); // who asks from now on may know of an event that this does not see any more
        return () -> run(reader -> reader.end(next.getKey()), null, next.getValue());
    }

    private @Nullable Runnable nextRead(Lane lane) {
        Admitted next = lane.admitNext();
        return next == null
                ? null
                : () -> run(next.request().read(), next.share(), next.request().outcome());
    }

    private void run(Read read, ReadBudget.@Nullable Share share, CompletableFuture<Batch> outcome) {
        Batch batch = null;
        Throwable failure = null;
        try {
            Batch got = lend(read);
            batch = share == null ? got : got.with(share);
        } catch (Throwable e) { // whoever waits for it must hear of it, whatever it is
            failure = e;
            if (share != null) {
                share.release();
            }
        }
        synchronized (lock) {
            running--;
        }
        if (batch != null) {
            outcome.complete(batch);
        } else if (failure != null) {
            outcome.completeExceptionally(failure);
        }
        runNext();
    }

    private Batch lend(Read read) {
        // what waited while another read found out need not wait as long itself
        if (closed || awayUntil - System.nanoTime() > 0) {
            throw away();
        }
        TopicReader reader = idle.poll();
        try {
            if (reader == null) {
                reader = new TopicReader(settings, patience, clock);
            }
            Batch batch = read.by(reader);
            idle.push(reader);
            return batch;
        } catch (InvalidOffsetException e) {
            close(reader);
            throw Cursor.gone();
        } catch (KafkaException e) {
            close(reader);
            awayUntil = System.nanoTime() + LEFT_ALONE.toNanos();
            log.warn("A read failed: {}", e.toString());
            throw away();
        } catch (Error | RuntimeException e) {
            close(reader);
            throw e;
        }
    }

    private static void close(@Nullable TopicReader reader) {
        if (reader != null) {
            reader.close();
        }
    }

    static DomainException away() {
        return DomainException.unavailable("broker-away", AGAIN);
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        idle.forEach(TopicReader::close);
    }
}
