package wales.rhannu.engines;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Estimates how much heap a document takes, from its values. */
final class HeapEstimate {

    private static final int REFERENCE = 8;
    private static final int SMALL_OBJECT = 24;
    /** A document, its map and the map's table. */
    private static final int EMPTY_DOCUMENT = 152;
    /** An entry of a map and its place in the table. */
    private static final int ENTRY = 40 + REFERENCE;

    private static final int EMPTY_LIST = 40;
    private static final int EMPTY_TEXT = 40;

    private HeapEstimate() {}

    static int of(@Nullable Object value) {
        long size = measure(value);
        return size > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) size;
    }

    private static long measure(@Nullable Object value) {
        if (value instanceof String text) {
            return (long) EMPTY_TEXT + text.length();
        }
        if (value instanceof Document document) {
            long size = EMPTY_DOCUMENT;
            for (Map.Entry<String, Object> entry : document.entrySet()) {
                size += ENTRY + measure(entry.getKey()) + measure(entry.getValue());
            }
            return size;
        }
        if (value instanceof Collection<?> parts) {
            long size = EMPTY_LIST;
            for (Object part : parts) {
                size += REFERENCE + measure(part);
            }
            return size;
        }
        return value == null ? 0 : SMALL_OBJECT;
    }
}
