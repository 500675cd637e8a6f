package wales.rhannu.casestudy.importing;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.Violation;

/**
 * A row of a source.
 *
 * @param number from 1, in the order of the file
 * @param cells the values by column
 * @param fault why it cannot be taken, whatever it says; null when it can
 * @param notes what was lost before it could be read
 */
record Row(int number, Map<String, String> cells, @Nullable String fault, List<Violation> notes) {

    String text(String column) {
        return cells.getOrDefault(column, "");
    }

    /** What tells it from the other rows of its source. */
    String key() {
        return Integer.toString(number);
    }
}
