package wales.rhannu.engines;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database has space for more, on disk and in the heap. It refuses writes before the space is used up, because a
 * store that runs out of it during a write, or a full heap, ends the process.
 */
class SpaceGuard implements AutoCloseable {

    /** MongoDB's error code OutOfDiskSpace; our services treat the database as unavailable and try again. */
    static final int OUT_OF_SPACE = 14031;

    /** Disk space that is kept free for running writes, the logs and the broker. */
    static final long DISK_RESERVE = 32L << 20;

    /** How often a garbage collection is requested while the heap is full; each one pauses the whole process. */
    static final Duration COLLECTING = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(SpaceGuard.class);
    private static final Duration WATCHED = Duration.ofMillis(50);
    private static final double FULL_HEAP = 0.8;
    private static final double ROOM_IN_HEAP = 0.7;

    private final @Nullable Path file;
    private final long reserve;
    private final Duration collecting;
    private final List<MemoryPoolMXBean> pools;
    private final ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "room");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable String fullDisk;
    private volatile @Nullable String fullHeap;
    /** When the heap was found full or the last collection was requested since; only the watching thread uses it. */
    private long collected;

    private SpaceGuard(@Nullable Path file, long reserve, Duration collecting, List<MemoryPoolMXBean> pools) {
        this.file = file;
        this.reserve = reserve;
        this.collecting = collecting;
        this.pools = pools;
    }

    /** A guard that never refuses. */
    static SpaceGuard unbounded() {
        return new SpaceGuard(null, 0, COLLECTING, List.of());
    }

    /** Guards the disk of the database's file, keeping this much free, and the heap of this process. */
    static SpaceGuard of(Path file, long reserve) {
        return of(file, reserve, COLLECTING);
    }

    /** The same, with another interval between garbage collections. */
    static SpaceGuard of(Path file, long reserve, Duration collecting) {
        List<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().contains("Old") || pool.getName().contains("Tenured"))
                .toList();
        SpaceGuard room = new SpaceGuard(file, reserve, collecting, old);
        room.watch(file);
        ScheduledFuture<?> unused = room.watching.scheduleWithFixedDelay(
                () -> room.watch(file), WATCHED.toMillis(), WATCHED.toMillis(), TimeUnit.MILLISECONDS);
        return room;
    }

    /** Why writes are refused; null if they are not. */
    @Nullable
    String refusesMore() {
        String disk = fullDisk;
        return disk != null ? disk : fullHeap;
    }

    /** Why deletions are refused, which need disk space as well; null if they are not. */
    @Nullable
    String refusesLess() {
        return fullDisk;
    }

    /**
     * Whether the file can be compacted. Compaction writes data again while nobody can read, so it must not have to wait for
     * space.
     */
    boolean hasSpaceToTidy() {
        return file == null || SpareSpace.usable(file) - reserve >= reserve;
    }

    private void watch(Path path) {
        try {
            watchDisk(path);
            watchHeap();
        } catch (RuntimeException e) {
            log.warn("The room for the database cannot be told: {}", e.toString());
        }
    }

    private void watchDisk(Path path) {
        long free = SpareSpace.usable(path);
        if (fullDisk == null && free < reserve) {
            fullDisk = "The disk of the embedded database is full: " + (free >> 20) + " MB are left, and the last "
                    + (reserve >> 20) + " MB are not for more data";
            log.error(
                    "{}. It refuses writes, and answers reads, until there is space at {}: nothing else need be done",
                    fullDisk,
                    path.toAbsolutePath().getParent());
        } else if (fullDisk != null && free - reserve >= reserve / 4) {
            fullDisk = null;
            log.warn("There is space on the disk again: the embedded database takes writes");
        }
        if (free - reserve > reserve / 4 + 2 * SpareSpace.SIZE) {
            SpareSpace.of(path).take();
        }
    }

    private void watchHeap() {
        double used = pools.stream()
                .mapToDouble(SpaceGuard::usedAfterCollection)
                .max()
                .orElse(0);
        if (fullHeap == null && used > FULL_HEAP) {
            collected = System.nanoTime();
            fullHeap = "The heap of the embedded database is full: " + Math.round(used * 100) + "% are in use";
            log.error(
                    "{}. It refuses writes, apart from removals, and answers reads. There is more data than it is made"
                            + " for: move to a MongoDB server, or give it a larger heap (RHANNU_MONGODB_HEAP, in MB)."
                            + " docs/scaling.md says how much it needs",
                    fullHeap);
        } else if (fullHeap != null && used < ROOM_IN_HEAP) {
            fullHeap = null;
            log.warn("There is room in the heap again: the embedded database takes writes");
        } else if (fullHeap != null && System.nanoTime() - collected > collecting.toNanos()) {
            // heap usage is known only after a garbage collection, and without writes there may be none for long
            System.gc();
            collected = System.nanoTime();
        }
    }

    private static double usedAfterCollection(MemoryPoolMXBean pool) {
        MemoryUsage usage = pool.getCollectionUsage();
        return usage == null || usage.getMax() <= 0 ? 0 : (double) usage.getUsed() / usage.getMax();
    }

    /** Releases the disk space that it reserves. */
    @Override
    public void close() {
        watching.shutdownNow();
        if (file != null) {
            SpareSpace.of(file).giveBack();
        }
    }
}
