package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.regex.Pattern;

/** A date of which no more than the month or the year is known, in ISO 8601: {@code 2025-01}, {@code 2025}. */
record MonthOrYear(@JsonValue String text) {

    private static final Pattern ISO = Pattern.compile("\\d{4}(?:-\\d{2})?");

    MonthOrYear {
        if (!ISO.matcher(text).matches() || !isMonth(monthsOf(text, "01"))) {
            throw new IllegalArgumentException("This is a month (2025-01) or a year (2025).");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static MonthOrYear of(String text) {
        return new MonthOrYear(text);
    }

    private static String monthsOf(String text, String unlessTold) {
        return text.length() == 4 ? text + "-" + unlessTold : text;
    }

    private static boolean isMonth(String text) {
        try {
            YearMonth.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** The first day that it may be. */
    LocalDate earliest() {
        return YearMonth.parse(monthsOf(text, "01")).atDay(1);
    }

    /** The last day that it may be. */
    LocalDate latest() {
        return YearMonth.parse(monthsOf(text, "12")).atEndOfMonth();
    }
}
