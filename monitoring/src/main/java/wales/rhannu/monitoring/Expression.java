package wales.rhannu.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PromQL expression, which is parsed only for the names of its metrics. */
record Expression(String text) {

    /** The parts that contain no metric names: strings, label matchers, ranges, and grouping labels. */
    private static final Pattern NO_METRIC = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");

    private static final Pattern MATCHERS = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:.$])([a-zA-Z_:][\\w:]*)(\\s*\\()?");
    private static final Set<String> WORDS = Set.of(
            "and",
            "or",
            "unless",
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "offset",
            "bool",
            "atan2",
            "inf",
            "nan",
            "Inf",
            "NaN");

    /** The names of all metrics in it. */
    Set<String> metrics() {
        String rest = NO_METRIC.matcher(text).replaceAll("");
        rest = MATCHERS.matcher(rest).replaceAll("");
        rest = GROUPING.matcher(rest).replaceAll(" ");
        Set<String> found = new TreeSet<>();
        Matcher names = NAME.matcher(rest);
        while (names.find()) {
            boolean isFunction = names.group(2) != null;
            if (!isFunction && !WORDS.contains(names.group(1))) {
                found.add(names.group(1));
            }
        }
        return found;
    }
}
