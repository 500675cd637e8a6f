package wales.rhannu.casestudy.importing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import wales.rhannu.starter.aggregate.Violation;

/**
 * A row of a source.
 *
 * @param number from 1, in the order of the file
 * @param cells the values by column; of a row with a fault, those that were read before it
 * @param cut the columns of which {@code cells} has the beginning alone
 * @param fault why it cannot be taken, whatever it says; null when it can
 * @param notes what was lost before it could be read
 */
record SourceRow(
        int number, Map<String, String> cells, Set<String> cut, @Nullable String fault, List<Violation> notes) {

    /** What a cell costs beside its characters: two strings, their arrays, and an entry of a map. */
    private static final int BYTES_OF_A_CELL = 150;

    String text(String column) {
        return cells.getOrDefault(column, "");
    }

    SourceRow withFault(String why) {
        return new SourceRow(number, cells, cut, why, notes);
    }

    /** About how much memory it takes. */
    long bytes() {
        long bytes = BYTES_OF_A_CELL;
        for (Map.Entry<String, String> cell : cells.entrySet()) {
            bytes += BYTES_OF_A_CELL
                    + 2L * (cell.getKey().length() + cell.getValue().length());
        }
        return bytes;
    }
}
