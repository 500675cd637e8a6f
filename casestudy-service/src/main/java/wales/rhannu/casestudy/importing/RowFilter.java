package wales.rhannu.casestudy.importing;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which rows of a source are none of its case studies.
 *
 * @param leaveOut by column, the texts whose rows are left out
 * @param only by column, the texts without which a row is left out
 */
record RowFilter(Map<String, ValueTable> leaveOut, Map<String, ValueTable> only) {

    static final int MOST_COLUMNS = 20;
    static final int MOST_TEXTS = 200;

    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>(leaveOut.keySet());
        columns.addAll(only.keySet());
        return columns;
    }

    boolean leavesOut(SourceRow row) {
        return leaveOut.entrySet().stream().anyMatch(it -> isSaid(it, row))
                || !only.entrySet().stream().allMatch(it -> isSaid(it, row));
    }

    private static boolean isSaid(Map.Entry<String, ValueTable> condition, SourceRow row) {
        return condition.getValue().find(PlainText.folded(row.text(condition.getKey()))) != null;
    }
}
