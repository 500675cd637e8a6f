package wales.rhannu.engines;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.h2.mvstore.MVStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that speaks MongoDB's wire protocol, in this process, with its data in one file or in memory. It has no
 * sessions, transactions or change streams.
 *
 * <p>It writes behind: a {@code kill -9} of its process can lose what was acknowledged within {@link #COMMIT_DELAY}. A
 * close loses nothing.
 */
public final class EmbeddedMongo implements AutoCloseable {

    /** How long an acknowledged write may be in memory only. */
    public static final Duration COMMIT_DELAY = Duration.ofMillis(50);

    /** How often a commit begins. It is shorter than the delay, to leave time for the commit itself and for a busy machine. */
    private static final Duration COMMITTING = Duration.ofMillis(20);

    /** How often the file is compacted. */
    private static final Duration TIDYING = Duration.ofSeconds(5);

    private static final int LONGEST_TIDYING_MILLIS = 200;

    /** Of the heap, for what was read last: at most, and as a share of a small one. */
    private static final int LARGEST_CACHE_MB = 32;

    private static final int SHARE_OF_CACHE = 9;

    private static final Logger log = LoggerFactory.getLogger(EmbeddedMongo.class);

    private final MongoServer server;
    private final int port;
    private final SpaceGuard room;
    private final ScheduledExecutorService committing = oneThread("committing");
    private final ScheduledExecutorService tidying = oneThread("tidying");

    private final AtomicBoolean brokenOnce = new AtomicBoolean();
    private volatile boolean closing;

    private EmbeddedMongo(MongoServer server, int port, SpaceGuard room) {
        this.server = server;
        this.port = port;
        this.room = room;
    }

    private static ScheduledExecutorService oneThread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts a server whose data is in a file. */
    public static EmbeddedMongo start(Path file, int port) {
        return start(file, port, TIDYING);
    }

    static EmbeddedMongo start(Path file, int port, Duration tidying) {
        Consumer<String> broken = why -> log.error("The database's file was closed: {}", why);
        return start(file, loopback(port), tidying, SpaceGuard.unbounded(), broken);
    }

    /**
     * Starts a server that accepts writes while it has space, and reports when it can no longer write its file. Bind it to an
     * address that other machines reach only in a network where everybody may read the data: it has no access control.
     */
    static EmbeddedMongo start(Path file, InetSocketAddress address, SpaceGuard room, Consumer<String> broken) {
        return start(file, address, TIDYING, room, broken);
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    private static EmbeddedMongo start(
            Path file, InetSocketAddress address, Duration tidying, SpaceGuard room, Consumer<String> broken) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        MVStore store = new MVStore.Builder()
                .fileName(PatientFilePath.of(file))
                .autoCommitBufferSize(4096)
                .cacheSize(cacheMegabytes())
                .open();
        store.setAutoCommitDelay((int) COMMIT_DELAY.toMillis());
        ReadWriteLock lock = new ReentrantReadWriteLock();
        EmbeddedMongo mongo = bind(holding(lock.readLock(), new SnapshotBackend(store, room)), address, room);
        mongo.commit(store, broken);
        mongo.tidy(store, lock.writeLock(), tidying);
        return mongo;
    }

    private static int cacheMegabytes() {
        long share = (Runtime.getRuntime().maxMemory() >> 20) / SHARE_OF_CACHE;
        return (int) Math.max(1, Math.min(LARGEST_CACHE_MB, share));
    }

    /** The same, holding the lock while it runs. */
    private static MongoBackend holding(Lock lock, MongoBackend backend) {
        return (MongoBackend) Proxy.newProxyInstance(
                MongoBackend.class.getClassLoader(),
                new Class<?>[] {MongoBackend.class},
                (proxy, method, arguments) -> {
                    lock.lock();
                    try {
                        return method.invoke(backend, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    } finally {
                        lock.unlock();
                    }
                });
    }

    /** A separate thread commits, because the store's own thread also does work that takes longer than the delay. */
    private void commit(MVStore store, Consumer<String> broken) {
        ScheduledFuture<?> unused = committing.scheduleWithFixedDelay(
                () -> {
                    String why = "";
                    try {
                        if (!store.isClosed()) {
                            store.commit();
                        }
                    } catch (RuntimeException e) {
                        // a failed commit closes the store
                        why = e.toString();
                    }
                    if (store.isClosed() && !closing && brokenOnce.compareAndSet(false, true)) {
                        broken.accept(why);
                    }
                },
                COMMITTING.toMillis(),
                COMMITTING.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * The store only appends: overwritten and deleted data stays in the file until it is compacted. That is done while nobody
     * reads, because it removes chunks that a running scan may still need.
     */
    private void tidy(MVStore store, Lock alone, Duration every) {
        AtomicLong tidied = new AtomicLong(store.getCurrentVersion());
        tidying.scheduleWithFixedDelay(
                () -> {
                    long version = store.getCurrentVersion();
                    if (version == tidied.get() || !room.hasSpaceToTidy()) {
                        return;
                    }
                    alone.lock();
                    try {
                        if (!store.isClosed()) {
                            // no commit runs meanwhile
                            store.commit();
                            int retention = store.getRetentionTime();
                            store.compactFile(LONGEST_TIDYING_MILLIS);
                            // it leaves none, and parts would go from under those who read them at any later commit
                            store.setRetentionTime(retention);
                            tidied.set(store.getCurrentVersion());
                        }
                    } catch (RuntimeException e) {
                        log.warn("What was removed is not cleared out of the file: {}", e.toString());
                    } finally {
                        alone.unlock();
                    }
                },
                every.toMillis(),
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Starts a server that keeps its data in memory, on a free port. */
    public static EmbeddedMongo inMemory() {
        SpaceGuard room = SpaceGuard.unbounded();
        return bind(new SnapshotBackend(MVStore.open(null), room), loopback(0), room);
    }

    private static EmbeddedMongo bind(MongoBackend backend, InetSocketAddress address, SpaceGuard room) {
        String shapes = System.getProperty("rhannu.engines.shapes", System.getenv("RHANNU_ENGINES_SHAPES"));
        MongoServer server = new MongoServer(shapes == null ? backend : new QueryShapes(Path.of(shapes)).of(backend));
        server.bind(address);
        return new EmbeddedMongo(server, server.getLocalAddress().getPort(), room);
    }

    /** Where clients connect, for one database. */
    public String uri(String database) {
        return "mongodb://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() {
        closing = true;
        room.close();
        committing.shutdown();
        tidying.shutdown();
        try {
            if (!tidying.awaitTermination(10, TimeUnit.SECONDS)) {
                tidying.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.shutdownNow();
    }
}
