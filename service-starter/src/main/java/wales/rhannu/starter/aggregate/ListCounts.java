package wales.rhannu.starter.aggregate;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;

/**
 * How many there are of each state or kind, for the first page of a list. Each is counted by itself, in an index that begins
 * with what is sought, and no further than a bound: a list that has grown long costs no more than that.
 */
public final class ListCounts {

    /** What is more is told as this many. */
    public static final int MOST = 10_000;

    private ListCounts() {}

    /**
     * Counts each of some values.
     *
     * @param values in the order in which they are told
     * @param text as the API says a value
     * @param sought what those of a value have in common, for whoever asks
     */
    public static <V> Map<String, Long> of(
            Store<?> store, Collection<V> values, Function<V, String> text, Function<V, Criteria> sought) {
        Map<String, Long> counts = new LinkedHashMap<>();
        values.forEach(value -> counts.put(text.apply(value), store.count(new Query(sought.apply(value)).limit(MOST))));
        return counts;
    }
}
