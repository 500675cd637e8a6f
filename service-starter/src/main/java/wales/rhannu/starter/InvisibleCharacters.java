package wales.rhannu.starter;

/**
 * Characters that show nothing, or change how what stands beside them is shown: control and format characters (Unicode's Cc and
 * Cf, with zero-width characters, controls of direction and tags), breaks of lines and paragraphs, halves of characters,
 * variation selectors, and the letters and symbols that are blank. Spaces and combining marks are none.
 */
public final class InvisibleCharacters {

    /** They count as letters, marks or symbols. */
    private static final String BLANKS = "\u034F\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180F\u2800\u3164\uFFA0";

    private InvisibleCharacters() {}

    /** Whether a code point is one. */
    public static boolean is(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> BLANKS.indexOf(character) >= 0 || isVariationSelector(character);
        };
    }

    private static boolean isVariationSelector(int character) {
        return character >= 0xFE00 && character <= 0xFE0F || character >= 0xE0100 && character <= 0xE01EF;
    }
}
