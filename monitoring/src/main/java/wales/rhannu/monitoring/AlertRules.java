package wales.rhannu.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The alerts and recording rules of the rules file. */
final class AlertRules {

    /** An alert, as an operator gets it. */
    record Alert(String name, Expression expression, Map<String, String> labels, Map<String, String> annotations) {}

    private final Map<String, Expression> records = new TreeMap<>();
    private final List<Alert> alerts = new ArrayList<>();

    AlertRules(Checkout checkout) {
        for (Map<String, Object> group : Yaml.list(checkout.yaml("monitoring/prometheus/rhannu.rules.yml"), "groups")) {
            for (Map<String, Object> rule : Yaml.list(group, "rules")) {
                Expression expression = new Expression(Yaml.text(rule, "expr"));
                if (rule.containsKey("record")) {
                    records.put(Yaml.text(rule, "record"), expression);
                } else {
                    alerts.add(new Alert(
                            Yaml.text(rule, "alert"),
                            expression,
                            Yaml.texts(rule, "labels"),
                            Yaml.texts(rule, "annotations")));
                }
            }
        }
    }

    List<Alert> alerts() {
        return alerts;
    }

    /** The names of the recording rules. */
    Set<String> recorded() {
        return records.keySet();
    }

    /** The exported metrics of an expression; a recording rule is replaced by the metrics that it is computed from. */
    Set<String> metrics(Alert alert) {
        return exported(alert.expression());
    }

    /** The exported metrics that any rule uses. */
    Set<String> metrics() {
        Set<String> all = new TreeSet<>();
        alerts.forEach(alert -> all.addAll(metrics(alert)));
        records.values().forEach(recorded -> all.addAll(exported(recorded)));
        return all;
    }

    private Set<String> exported(Expression expression) {
        Set<String> found = new TreeSet<>();
        for (String metric : expression.metrics()) {
            Expression recorded = records.get(metric);
            if (recorded == null) {
                found.add(metric);
            } else {
                found.addAll(exported(recorded));
            }
        }
        return found;
    }
}
