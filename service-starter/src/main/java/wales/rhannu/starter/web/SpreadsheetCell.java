package wales.rhannu.starter.web;

import java.text.Normalizer;
import wales.rhannu.starter.InvisibleCharacters;

/** A cell of a CSV file, escaped so that a spreadsheet does not run a text as a formula. */
public final class SpreadsheetCell {

    private static final String FORMULA = "=+-@";
    private static final String BREAKS = "\t\r\n";

    private SpreadsheetCell() {}

    /**
     * The text, behind an apostrophe where a spreadsheet would take it for a formula: where it begins with a sign that begins
     * one, in any width, or with what is not seen and then such a sign.
     */
    public static String harmless(String text) {
        if (text.isEmpty()) {
            return text;
        }
        // behind apostrophes too: the first of them would be taken for ours
        String behind = text.replaceFirst("^'+", "");
        boolean begins = !behind.isEmpty() && (BREAKS.indexOf(behind.charAt(0)) >= 0 || beginsFormula(behind));
        return begins ? "'" + text : text;
    }

    /** The text that {@link #harmless} made a cell of. */
    public static String text(String cell) {
        return cell.startsWith("'") && isGuarded(cell.substring(1)) ? cell.substring(1) : cell;
    }

    private static boolean isGuarded(String text) {
        return !harmless(text).equals(text);
    }

    private static boolean beginsFormula(String text) {
        int first = text.codePoints()
                .filter(character -> !isUnseen(character))
                .findFirst()
                .orElse(' ');
        // full-width, small and raised signs as the plain ones that programs take them for
        String plain = Normalizer.normalize(Character.toString(first), Normalizer.Form.NFKC);
        return FORMULA.indexOf(plain.charAt(0)) >= 0;
    }

    private static boolean isUnseen(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> InvisibleCharacters.is(character);
        };
    }
}
