package wales.rhannu.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.CursorNotFoundException;
import java.time.Duration;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;

class OpenCursorsTests {

    private final CursorRegistry registry = new CursorRegistry();
    private final MVMap<Object, Document> documents = MVStore.open(null).openMap("documents");

    private BatchCursor cursor(OpenCursors cursors) {
        return new BatchCursor(cursors.nextId(), QueryExecution.all(documents), some -> some);
    }

    @Test
    void aCursorThatIsLeftIsForgotten() {
        OpenCursors cursors = new OpenCursors(registry, Duration.ZERO);
        BatchCursor left = cursor(cursors);
        cursors.add(left);
        BatchCursor other = cursor(cursors);
        cursors.add(other);
        assertThatExceptionOfType(CursorNotFoundException.class).isThrownBy(() -> registry.getCursor(left.getId()));
        assertThat(registry.getCursor(other.getId())).isSameAs(other);
    }

    @Test
    void aCursorThatIsReadIsKept() {
        OpenCursors cursors = new OpenCursors(registry, OpenCursors.IDLE);
        BatchCursor one = cursor(cursors);
        cursors.add(one);
        cursors.add(cursor(cursors));
        assertThat(registry.getCursor(one.getId())).isSameAs(one);
        assertThat(cursors.size()).isEqualTo(2);
    }
}
