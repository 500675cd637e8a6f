package wales.rhannu.casestudy.importing;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
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

    /** The day is of no other pattern's month or year, and in this century, as patterns with two digits take it. */
    private static final ZonedDateTime SOME_TIME =
            ZonedDateTime.of(2024, 10, 29, 13, 14, 15, 0, ZoneId.of("Europe/London"));

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
            DateTimeFormatter formatter = formatter(pattern);
            if (formatter == null) {
                wrong.accept("It has a pattern of dates that is none: " + pattern);
            } else if (givesDates(formatter)) {
                formatters.add(formatter);
            } else {
                wrong.accept("The pattern " + pattern + " can never give a date: " + advice(pattern));
            }
        }
        return formatters;
    }

    private static @Nullable DateTimeFormatter formatter(String pattern) {
        try {
            return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether it reads at least what it writes itself. */
    private static boolean givesDates(DateTimeFormatter formatter) {
        try {
            return LocalDate.parse(formatter.format(SOME_TIME), formatter).equals(SOME_TIME.toLocalDate());
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String advice(String pattern) {
        // y is the year of an era, which it does not name; u is the year
        String withYear = pattern.replace('y', 'u');
        DateTimeFormatter better = formatter(withYear);
        return better != null && givesDates(better)
                ? "write " + withYear + "."
                : "a date has a year (u), a month (M) and a day (d).";
    }
}
