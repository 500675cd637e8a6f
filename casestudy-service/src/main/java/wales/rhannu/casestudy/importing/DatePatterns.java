package wales.rhannu.casestudy.importing;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How somebody said in a mapping that dates are written: patterns of days, of months without a day, and of years alone, each tried
 * in turn.
 */
record DatePatterns(List<DateTimeFormatter> days, List<DateTimeFormatter> months, List<DateTimeFormatter> years) {

    private static final int MOST = 20;
    private static final int LONGEST = 100;

    /** Each optional part within another takes stack, when it is read and for each date. */
    private static final int MOST_OPTIONAL = 8;

    /** The day is of no other pattern's month or year, and in this century, as patterns with two digits take it. */
    private static final ZonedDateTime SOME_TIME =
            ZonedDateTime.of(2024, 10, 29, 13, 14, 15, 0, ZoneId.of("Europe/London"));

    static final DatePatterns NONE = new DatePatterns(List.of(), List.of(), List.of());

    private enum Part {
        DAY(LocalDate::from, "a date", "a date has a year (u), a month (M) and a day (d)."),
        MONTH(YearMonth::from, "a month", "a month has a year (u) and a month (M)."),
        YEAR(Year::from, "a year", "a year is u.");

        private final TemporalQuery<? extends Temporal> query;
        private final String name;
        private final String made;

        Part(TemporalQuery<? extends Temporal> query, String name, String made) {
            this.query = query;
            this.name = name;
            this.made = made;
        }
    }

    /**
     * Makes formatters of what a mapping says.
     *
     * @param onlyDays whether months and years are no value here
     * @param wrong is told in a sentence what is wrong with one
     */
    static DatePatterns of(FieldRule rule, boolean onlyDays, Consumer<String> wrong) {
        return new DatePatterns(
                formatters(Part.DAY, rule.dates() == null ? List.of("uuuu-MM-dd") : rule.dates(), wrong),
                onlyDays
                        ? List.of()
                        : formatters(Part.MONTH, rule.months() == null ? List.of("uuuu-MM") : rule.months(), wrong),
                onlyDays
                        ? List.of()
                        : formatters(Part.YEAR, rule.years() == null ? List.of("uuuu") : rule.years(), wrong));
    }

    /** The day, month or year that a text names, of a year of four digits; null where it names none. */
    @Nullable
    Temporal read(String text) {
        Temporal day = read(days, Part.DAY, text);
        Temporal month = day == null ? read(months, Part.MONTH, text) : day;
        Temporal found = month == null ? read(years, Part.YEAR, text) : month;
        int year = found == null ? -1 : found.get(ChronoField.YEAR);
        return year < 0 || year > 9_999 ? null : found;
    }

    private static @Nullable Temporal read(List<DateTimeFormatter> formatters, Part part, String text) {
        for (DateTimeFormatter formatter : formatters) {
            try {
                return formatter.parse(text, part.query);
            } catch (DateTimeException e) {
                // it may be another
            }
        }
        return null;
    }

    private static List<DateTimeFormatter> formatters(Part part, List<String> written, Consumer<String> wrong) {
        List<DateTimeFormatter> formatters = new ArrayList<>();
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
            } else if (gives(part, formatter)) {
                formatters.add(formatter);
            } else {
                wrong.accept("The pattern " + pattern + " can never give " + part.name + ": " + advice(part, pattern));
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

    /** Whether the pattern can parse a date that it has formatted. */
    private static boolean gives(Part part, DateTimeFormatter formatter) {
        try {
            return formatter.parse(formatter.format(SOME_TIME), part.query).equals(part.query.queryFrom(SOME_TIME));
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static String advice(Part part, String pattern) {
        // y is the year of an era, which it does not name; u is the year
        String withYear = pattern.replace('y', 'u');
        DateTimeFormatter better = formatter(withYear);
        if (better != null && gives(part, better)) {
            return "write " + withYear + ".";
        }
        boolean isMonth = part == Part.DAY && better != null && gives(Part.MONTH, better);
        boolean isYear = part == Part.DAY && better != null && gives(Part.YEAR, better);
        return part.made
                + (isMonth
                        ? " A month without a day is a pattern of months: " + withYear + "."
                        : isYear ? " A year alone is a pattern of years: " + withYear + "." : "");
    }
}
