package wales.rhannu.engines;

import de.bwaldvogel.mongo.backend.CursorRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The cursors of a collection that clients have not read to their ends: those that nobody comes back for are forgotten. */
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

    /** Keeps one more, and forgets whichever was left. */
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
