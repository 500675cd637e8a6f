package wales.rhannu.casestudy.importing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import wales.rhannu.casestudy.study.ImportedStudies;
import wales.rhannu.starter.aggregate.Violation;

/**
 * Collects the cells of a row within what a row may hold. What a case study cannot keep is the row's fault as soon as it is
 * read, so that no row takes more memory than that, whatever is in the file.
 */
final class RowBuilder {

    /** As long as a value of {@code source.raw} may be. */
    static final int LONGEST_CELL = 50_000;

    /** As long as all texts of a case study together may be. */
    static final int LONGEST_ROW = 200_000;

    static final int LONGEST_COLUMN = 1_000;
    static final int MOST_COLUMNS = ImportedStudies.MOST_COLUMNS;

    private static final int MOST_NOTES = 20;

    private final Map<String, String> cells = new LinkedHashMap<>();
    private final Set<String> read;
    private final Set<String> cut = new HashSet<>();
    private final List<Violation> notes = new ArrayList<>();
    private @Nullable String fault;
    private boolean blank = true;
    private int characters;

    /** @param read the columns that the mapping reads */
    RowBuilder(Set<String> read) {
        this.read = read;
    }

    /** Sets the reason why the row is refused, unless there is one already. */
    void refuse(String why) {
        if (fault == null) {
            fault = why;
        }
    }

    boolean isRefused() {
        return fault != null;
    }

    /** Adds a cell, unless the row is refused already. */
    void add(String column, String text) {
        if (fault != null) {
            return;
        }
        if (column.length() > LONGEST_COLUMN) {
            refuse("The name of the column " + shown(column) + " has more than " + LONGEST_COLUMN + " characters.");
        } else if (cells.containsKey(column)) {
            refuse("It has the column " + shown(column) + " twice.");
        } else if (cells.size() == MOST_COLUMNS) {
            refuse("It has more than " + MOST_COLUMNS + " columns.");
        } else if (text.length() > LONGEST_CELL) {
            addBeginning(column, text);
        } else if (characters + text.length() > LONGEST_ROW) {
            refuse("It has more than " + LONGEST_ROW + " characters.");
        } else if (text.indexOf('\0') >= 0) {
            refuse("There is a null byte in the column " + shown(column) + ".");
        } else {
            put(column, text);
        }
    }

    /** What is too long for {@code source.raw} is not there; a field reads its beginning, if any does. */
    private void addBeginning(String column, String text) {
        boolean isRead = read.contains(column);
        note("The column " + shown(column) + " has more than " + LONGEST_CELL
                + " characters, so the source's own text is" + " not kept"
                + (isRead ? ", and what is behind them is not read." : "."));
        blank &= text.isBlank();
        if (isRead) {
            cut.add(column);
            int end = Character.isHighSurrogate(text.charAt(LONGEST_CELL - 1)) ? LONGEST_CELL - 1 : LONGEST_CELL;
            add(column, text.substring(0, end));
        }
    }

    private void note(String detail) {
        if (notes.size() < MOST_NOTES) {
            notes.add(new Violation("/source/raw", detail));
        }
    }

    private void put(String column, String text) {
        if (text.indexOf('\ufffd') >= 0) {
            note("Characters that cannot be read were left out of the column " + shown(column));
        }
        characters += text.length();
        blank &= text.isBlank();
        cells.put(column, PlainText.visible(text));
    }

    static String shown(String column) {
        return PlainText.shortened(column, 100);
    }

    SourceRow build(int number) {
        if (blank) {
            refuse("The row is empty.");
        }
        return new SourceRow(number, cells, cut, fault, notes);
    }
}
