package wales.rhannu.casestudy.importing;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number as sources write it: with a currency, with groups of three digits, with a point or a comma before the decimals. What
 * could be two numbers is none: {@code 1,500} is 1500 in one country and 1.5 in another.
 *
 * @param number null where the text is none, or may be two
 * @param isAmbiguous whether to know the decimal separator would tell which number it is
 */
record NumberText(@Nullable BigDecimal number, boolean isAmbiguous) {

    private static final NumberText NONE = new NumberText(null, false);
    private static final NumberText AMBIGUOUS = new NumberText(null, true);

    private static final Pattern CURRENCY = Pattern.compile("(?i)[£$€]|\\b(?:GBP|EUR|USD)\\b");
    private static final Pattern SIGN = Pattern.compile("[-\u2212+]");
    /** A sign, digits in groups, and an exponent as programs and spreadsheets write it. */
    private static final Pattern FIGURE =
            Pattern.compile("([-\u2212+]?)(\\d{1,20}(?:[.,' \u2019]\\d{1,20}){0,20})(?:[eE]([+-]?\\d{1,2}))?");

    private static final Pattern GROUP = Pattern.compile("\\d{3}");
    private static final String DECIMALS = ".,";
    private static final int MOST_DIGITS = 15;

    /**
     * Reads one.
     *
     * @param text in one line
     * @param decimal what stands before the decimals, a point or a comma; null where nobody has said
     */
    static NumberText of(String text, @Nullable Character decimal) {
        Matcher figure = FIGURE.matcher(withoutCurrency(text));
        if (!figure.matches()) {
            return NONE;
        }
        String body = figure.group(2);
        List<String> parts = List.of(body.split("[.,' \u2019]"));
        String separators = body.replaceAll("\\d", "").replace('\u2019', '\'');
        if (decimal == null && isAmbiguous(parts, separators)) {
            return AMBIGUOUS;
        }
        int whole = wholeParts(parts, separators, decimal);
        if (whole == 0) {
            return NONE;
        }
        String fraction = whole == parts.size() ? "" : "." + parts.get(whole);
        BigDecimal number = new BigDecimal(figure.group(1).replace('\u2212', '-')
                + String.join("", parts.subList(0, whole))
                + fraction
                + (figure.group(3) == null ? "" : "e" + figure.group(3)));
        return number.precision() - number.scale() > MOST_DIGITS || number.scale() > 2 * MOST_DIGITS
                ? NONE
                : new NumberText(number, false);
    }

    /** At most one currency, before or behind the number. */
    private static String withoutCurrency(String text) {
        Matcher currency = CURRENCY.matcher(text);
        if (!currency.find()) {
            return text.strip();
        }
        String before = text.substring(0, currency.start()).strip();
        String behind = text.substring(currency.end()).strip();
        return before.isEmpty() || SIGN.matcher(before).matches() || behind.isEmpty() ? before + behind : text;
    }

    /** One separator that has three digits behind it and no more than three before. */
    private static boolean isAmbiguous(List<String> parts, String separators) {
        return separators.length() == 1
                && DECIMALS.contains(separators)
                && GROUP.matcher(parts.get(1)).matches()
                && parts.get(0).length() <= 3
                && !parts.get(0).startsWith("0");
    }

    /** How many parts are of the whole number; 0 where the text is no number. */
    private static int wholeParts(List<String> parts, String separators, @Nullable Character decimal) {
        int last = separators.length() - 1;
        boolean hasDecimals = last >= 0 && isDecimal(separators, last, decimal);
        String groups = hasDecimals ? separators.substring(0, last) : separators;
        if (groups.isEmpty()) {
            return 1;
        }
        char point = hasDecimals ? separators.charAt(last) : decimal == null ? 0 : decimal;
        List<String> whole = parts.subList(0, groups.length() + 1);
        boolean isGrouped = groups.chars().distinct().count() == 1
                && groups.indexOf(point) < 0
                && whole.get(0).length() <= 3
                && whole.stream().skip(1).allMatch(part -> GROUP.matcher(part).matches());
        return isGrouped ? whole.size() : 0;
    }

    /** Whether decimals are behind the last separator. */
    private static boolean isDecimal(String separators, int last, @Nullable Character decimal) {
        char separator = separators.charAt(last);
        if (decimal != null) {
            return separator == decimal;
        }
        // where nobody has said: one that stands once, behind groups or alone
        return DECIMALS.indexOf(separator) >= 0 && separators.indexOf(separator) == last;
    }
}
