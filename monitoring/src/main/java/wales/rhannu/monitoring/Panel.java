package wales.rhannu.monitoring;

import java.util.ArrayList;
import java.util.List;

/**
 * A diagram over time.
 *
 * @param unit of its values, named as in Grafana: {@code s}, {@code bytes}, {@code ops}, {@code none}
 */
record Panel(String title, String description, String unit, List<Line> lines) {

    /**
     * One expression of a panel; a line for each set of labels that it gives.
     *
     * @param expression of Prometheus; in a service's dashboard {@code $HERE} stands for the selector of the instances that are
     *     shown, and {@code $IS} for what is in the braces of that selector
     * @param legend with the names of labels in double braces
     */
    record Line(String expression, String legend) {}

    /** A panel; its lines are given as alternating expressions and legends. */
    static Panel of(String title, String description, String unit, String... expressionsAndLegends) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < expressionsAndLegends.length; i += 2) {
            lines.add(new Line(expressionsAndLegends[i], expressionsAndLegends[i + 1]));
        }
        return new Panel(title, description, unit, lines);
    }
}
