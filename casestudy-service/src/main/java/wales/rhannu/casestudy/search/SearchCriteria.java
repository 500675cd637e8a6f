package wales.rhannu.casestudy.search;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wales.rhannu.casestudy.study.StudyCaller;

/**
 * What somebody looks for.
 *
 * @param q words, null or blank for all
 * @param filters values of which one must be there, per dimension
 * @param statuses of which one must be its status; all when empty
 * @param author only what this member wrote
 * @param by whoever asks, and sees only what they may read
 */
record SearchCriteria(
        @Nullable String q,
        Map<Dimension, List<String>> filters,
        List<String> statuses,
        @Nullable String author,
        StudyCaller by) {

    /** The filters, whose values are counted as facets. */
    enum Dimension {
        KIND,
        STAGE,
        OUTCOME,
        ORGANISATION,
        TECHNOLOGY;

        String field() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    boolean hasWords() {
        return q != null && !q.isBlank();
    }

    /** These criteria without the filters of one dimension, to count what its other values would find. */
    SearchCriteria without(Dimension dimension) {
        Map<Dimension, List<String>> others = new EnumMap<>(Dimension.class);
        others.putAll(filters);
        others.remove(dimension);
        return new SearchCriteria(q, others, statuses, author, by);
    }
}
