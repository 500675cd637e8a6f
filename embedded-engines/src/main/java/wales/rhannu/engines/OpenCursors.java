package wales.rhannu.engines;

import de.bwaldvogel.mongo.backend.CursorRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The open cursors of a collection; those that clients abandon are closed after a while. */
final class OpenCursors {

    /** As a MongoDB server does. */
    static final Duration IDLE = Duration.ofMinutes(10);

    private final CursorRegistry registry;
    private final Duration idle;
    private final Map<Long, WeakReference<BatchCursor>> open = new ConcurrentHashMap<>();

    OpenCursors(CursorRegistry registry, Duration idle) {
        this.registry = registry;
        this.idle = idle;
    }

    long nextId() {
        return registry.generateCursorId();
    }

    /** Adds a cursor, and closes those that were abandoned. */
    void add(BatchCursor cursor) {
        forgetIdle();
        registry.add(cursor);
        open.put(cursor.getId(), new WeakReference<>(cursor));
    }

    private void forgetIdle() {
        open.forEach((id, reference) -> {
            BatchCursor cursor = reference.get();
            if (cursor == null || cursor.isEmpty()) {
                open.remove(id);
            } else if (cursor.idleNanos() > idle.toNanos()) {
                registry.remove(id);
                open.remove(id);
            }
        });
    }

    int size() {
        return open.size();
    }
}
