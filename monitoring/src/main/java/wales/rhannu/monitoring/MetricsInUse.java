package wales.rhannu.monitoring;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The names of the metrics that rules and dashboards use, so that a test can check that services export them. */
public final class MetricsInUse {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Checkout checkout;

    /**
     * Reads the rules and dashboards of a checkout.
     *
     * @param root the root folder of the checkout
     */
    public MetricsInUse(Path root) {
        this.checkout = new Checkout(root);
    }

    /** The metrics that a rule or the platform's dashboard uses; any service may export them. */
    public Set<String> ofThePlatform() {
        Set<String> metrics = new TreeSet<>(new AlertRules(checkout).metrics());
        metrics.addAll(ofDashboard(Dashboards.PLATFORM));
        return withoutPrometheusOwn(metrics);
    }

    /** The metrics of each service's dashboard, by service. */
    public Map<String, Set<String>> byService() {
        Map<String, Set<String>> metrics = new TreeMap<>();
        for (String file : checkout.names(Dashboards.FOLDER)) {
            String service = file.replace(".json", "");
            if (!service.equals(Dashboards.PLATFORM)) {
                metrics.put(service, withoutPrometheusOwn(ofDashboard(service)));
            }
        }
        return metrics;
    }

    private Set<String> ofDashboard(String name) {
        Set<String> metrics = new TreeSet<>();
        for (JsonNode expression : JSON.readTree(checkout.text(Dashboards.FOLDER + "/" + name + ".json"))
                .findValues("expr")) {
            metrics.addAll(new Expression(expression.asString("")).metrics());
        }
        return metrics;
    }

    /** Metrics that Prometheus makes itself: {@code up}, and the alerts. */
    private static Set<String> withoutPrometheusOwn(Set<String> metrics) {
        Set<String> others = new TreeSet<>(metrics);
        others.removeAll(Set.of("up", "ALERTS"));
        others.removeIf(metric -> metric.contains(":"));
        return others;
    }
}
