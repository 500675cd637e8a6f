package wales.rhannu.casestudy.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * Where searches run: as many at once as there are processors, and whoever asked first is served first. Requests have virtual
 * threads, which share the processors without a clock: among those that compute, a few would wait for seconds.
 */
final class SearchThreads implements AutoCloseable {

    private static final int MOST_WAITING = 500;
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor threads;
    private final int mostWaiting;

    SearchThreads() {
        this(Runtime.getRuntime().availableProcessors(), MOST_WAITING);
    }

    SearchThreads(int atOnce, int mostWaiting) {
        this.mostWaiting = mostWaiting;
        threads = new ThreadPoolExecutor(atOnce, atOnce, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "search-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    interface Search<T> {
        T run() throws IOException;
    }

    /**
     * Waits for its turn and for what comes of it.
     *
     * @throws DomainException unavailable when too many wait already
     */
    <T> T run(Search<T> search) {
        if (waiting() >= mostWaiting) {
            throw tooMany();
        }
        return goOn(search);
    }

    /** As {@link #run}, for somebody who has been given a part already, and now gets the rest. */
    <T> T goOn(Search<T> search) {
        Future<T> result;
        try {
            result = threads.submit(search::run);
        } catch (RejectedExecutionException e) {
            // closed meanwhile, because the service stops or begins another index
            throw tooMany();
        }
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw tooMany();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw new UncheckedIOException(io);
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof RuntimeException failed ? failed : new IllegalStateException(cause);
        }
    }

    int waiting() {
        return threads.getQueue().size();
    }

    private static DomainException tooMany() {
        return DomainException.unavailable("search-busy", AGAIN);
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
