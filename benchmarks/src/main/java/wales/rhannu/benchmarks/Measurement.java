package wales.rhannu.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something measured, beside its yardstick from the same run.
 *
 * @param yardstick null if there is only a goal
 * @param goal null if none was set
 */
record Measurement(
        String benchmark,
        String what,
        double value,
        String unit,
        @Nullable Yardstick yardstick,
        @Nullable Goal goal,
        @Nullable String note) {

    /** The same work done without the platform. */
    record Yardstick(String what, double value) {}

    /** What was promised. */
    record Goal(String what, boolean isMet) {}

    static Measurement of(String benchmark, String what, double value, String unit) {
        return new Measurement(benchmark, what, value, unit, null, null, null);
    }

    /** Something that could not be measured here, and why. */
    static Measurement missing(String benchmark, String what, String why) {
        return new Measurement(benchmark, what, Double.NaN, "", null, null, why);
    }

    Measurement beside(String plain, double measured) {
        return new Measurement(benchmark, what, value, unit, new Yardstick(plain, measured), goal, note);
    }

    /** The goal is a bound for the value itself. */
    Measurement atMost(double bound) {
        return goal("at most " + number(bound) + " " + unit, value <= bound);
    }

    /** The goal is a bound for value / yardstick. */
    Measurement atMostTimes(double bound) {
        return goal("at most " + number(bound) + " x", ratio() <= bound);
    }

    Measurement atLeastTimes(double bound) {
        return goal("at least " + number(bound) + " x", ratio() >= bound);
    }

    private Measurement goal(String bound, boolean isMet) {
        return new Measurement(benchmark, what, value, unit, yardstick, new Goal(bound, isMet), note);
    }

    Measurement noting(String text) {
        return new Measurement(benchmark, what, value, unit, yardstick, goal, text);
    }

    double ratio() {
        return yardstick == null ? Double.NaN : value / yardstick.value();
    }

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        return String.format(
                Locale.ROOT,
                value >= 100 || value == Math.rint(value) ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f",
                value);
    }
}
