package wales.rhannu.casestudy.importing;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import wales.rhannu.starter.web.SpreadsheetCell;

/** The texts of a row as fields want them; each is made readable once, however many fields read it. */
final class RowTexts {

    private enum Shape {
        LINE,
        VERBATIM,
        CLEAN,
        MARKDOWN
    }

    private final SourceRow row;
    private final Map<Shape, Map<String, String>> made = new EnumMap<>(Shape.class);

    RowTexts(SourceRow row) {
        this.row = row;
    }

    String line(String column) {
        return text(Shape.LINE, column);
    }

    /** As it stands there, but for the apostrophe by which an export keeps spreadsheets from computing it. */
    String verbatim(String column) {
        return text(Shape.VERBATIM, column);
    }

    String clean(String column) {
        return text(Shape.CLEAN, column);
    }

    String markdown(String column) {
        return text(Shape.MARKDOWN, column);
    }

    private String text(Shape shape, String column) {
        return made.computeIfAbsent(shape, unused -> new HashMap<>())
                .computeIfAbsent(column, unused -> make(shape, row.text(column)));
    }

    private static String make(Shape shape, String cell) {
        if (cell.isBlank()) {
            return "";
        }
        return switch (shape) {
            case LINE -> PlainText.line(cell);
            case VERBATIM -> SpreadsheetCell.text(cell);
            case CLEAN -> PlainText.clean(cell);
            case MARKDOWN -> PlainText.markdown(cell);
        };
    }
}
