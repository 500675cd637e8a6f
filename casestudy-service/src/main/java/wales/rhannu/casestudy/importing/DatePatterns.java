package wales.rhannu.casestudy.importing;

import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Patterns of dates that somebody wrote in a mapping, as formatters. */
final class DatePatterns {

    private static final List<String> ISO = List.of("uuuu-MM-dd");
    private static final int MOST = 20;
    private static final int LONGEST = 100;

    /** Each optional part within another takes stack, when it is read and for each date. */
    private static final int MOST_OPTIONAL = 8;

    private DatePatterns() {}

    /** @param wrong is told in a sentence what is wrong with one */
    static List<DateTimeFormatter> formatters(@Nullable List<String> patterns, Consumer<String> wrong) {
        List<DateTimeFormatter> formatters = new ArrayList<>();
        List<String> written = patterns == null ? ISO : patterns;
        if (written.size() > MOST) {
            wrong.accept("It has at most " + MOST + " patterns of dates.");
            return formatters;
        }
        for (String pattern : written) {
            if (pattern.length() > LONGEST
                    || pattern.chars().filter(c -> c == '[').count() > MOST_OPTIONAL) {
                wrong.accept("A pattern of dates has at most " + LONGEST + " characters and " + MOST_OPTIONAL
                        + " optional parts, other than " + PlainText.shortened(pattern, LONGEST));
                continue;
            }
            try {
                formatters.add(
                        DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT));
            } catch (IllegalArgumentException e) {
                wrong.accept("It has a pattern of dates that is none: " + pattern);
            }
        }
        return formatters;
    }
}
