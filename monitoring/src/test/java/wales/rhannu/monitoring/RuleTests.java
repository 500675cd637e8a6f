package wales.rhannu.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether operators are told of what they should be, in words that help them, and what to do then. */
class RuleTests {

    private static final Checkout CHECKOUT = new Checkout(Path.of(".."));
    private static final String RUNBOOKS = "docs/operations/runbooks";

    private final AlertRules rules = new AlertRules(CHECKOUT);

    @Nested
    class AnAlert {

        @Test
        void saysHowBadItIsWhatItIsAndWhereToRead() {
            for (AlertRules.Alert alert : rules.alerts()) {
                assertThat(alert.labels()).as(alert.name()).containsKey("severity");
                assertThat(alert.labels().get("severity")).as(alert.name()).isIn("critical", "warning");
                assertThat(alert.annotations())
                        .as(alert.name())
                        .containsOnlyKeys("summary", "description", "runbook_url")
                        .containsEntry("runbook_url", "https://rhannu.wales/" + RUNBOOKS + "/" + alert.name() + ".md");
                alert.annotations().values().forEach(text -> assertThat(text).isNotBlank());
            }
        }

        @Test
        void hasAPageAndEveryPageHasItsAlert() {
            List<String> pages = new ArrayList<>(CHECKOUT.names(RUNBOOKS));
            pages.remove("README.md");
            assertThat(pages)
                    .containsExactlyInAnyOrderElementsOf(rules.alerts().stream()
                            .map(alert -> alert.name() + ".md")
                            .toList());
            for (String page : pages) {
                assertThat(CHECKOUT.text(RUNBOOKS + "/" + page))
                        .as(page)
                        .startsWith("# " + page.replace(".md", "") + "\n")
                        .contains("\n## What it means\n", "\n## What to do\n");
                assertThat(CHECKOUT.text(RUNBOOKS + "/README.md")).contains("(" + page + ")");
            }
        }

        @Test
        void isTested() {
            String tests = CHECKOUT.text("monitoring/prometheus/rhannu.rules.tests.yml");
            for (AlertRules.Alert alert : rules.alerts()) {
                assertThat(tests).contains("alertname: " + alert.name() + "\n");
            }
        }
    }

    /** Each metric that a README says to alert on. */
    @Test
    void whatTheServicesSayToAlertOnHasAnAlert() {
        Set<String> covered = new HashSet<>();
        rules.alerts().forEach(alert -> covered.addAll(rules.metrics(alert)));
        Set<String> missing = new TreeSet<>();
        for (String readme : List.of("service-starter/README.md", "partner-service/README.md")) {
            for (String metric : toAlertOn(CHECKOUT.text(readme))) {
                String exported = metric.replace('.', '_');
                if (covered.stream().noneMatch(used -> used.startsWith(exported))) {
                    missing.add(metric);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** The first cells of the rows, in the table of metrics, whose last cell is not empty. */
    private static Set<String> toAlertOn(String readme) {
        Set<String> metrics = new TreeSet<>();
        Matcher rows = Pattern.compile(
                        "(?m)^\\| `(rhannu(?:\\.[a-z]+)+)(?:\\{[a-z,]*})?` \\|(?:[^|\n]*\\|)?([^|\n]*)\\|$")
                .matcher(readme.substring(readme.indexOf("## Metrics")));
        while (rows.find()) {
            if (!rows.group(2).isBlank()) {
                metrics.add(rows.group(1));
            }
        }
        assertThat(metrics).isNotEmpty();
        return metrics;
    }

    /** Without an instance there is nothing that could be 0. */
    @Test
    void aServiceWithoutAnyInstanceIsMissed() {
        AlertRules.Alert down = rules.alerts().stream()
                .filter(alert -> alert.name().equals("ServiceDown"))
                .findFirst()
                .orElseThrow();
        for (String service : new Compose(CHECKOUT).ours()) {
            assertThat(down.expression().text()).contains("absent(up{job=\"" + service + "\"})");
        }
    }

    @Test
    void everyServiceIsAsked() {
        Map<String, Object> configuration = CHECKOUT.yaml("monitoring/prometheus/prometheus.yml");
        Compose compose = new Compose(CHECKOUT);
        Set<String> asked = new TreeSet<>();
        for (Map<String, Object> search :
                Yaml.list(Yaml.list(configuration, "scrape_configs").get(0), "dns_sd_configs")) {
            String name = String.valueOf(((List<?>) search.getOrDefault("names", List.of())).get(0));
            asked.add(name);
            // where the container is asked whether it is ready, there are its metrics
            assertThat(compose.readyAt(name)).as(name).isEqualTo(Yaml.text(search, "port"));
        }
        assertThat(asked).isEqualTo(compose.ours());
    }

    /** Goes through weeks of made-up figures, for most of a minute: {@code -DexcludedGroups=promtool} leaves it out. */
    @Nested
    @Tag("promtool")
    class WithPrometheus {

        @Test
        void theRulesAreValid() {
            promtool("check", "rules", "rhannu.rules.yml");
        }

        @Test
        void theConfigurationIsValid() {
            promtool("check", "config", "prometheus.yml");
        }

        @Test
        void theRulesDoWhatTheirTestsSay() {
            promtool("test", "rules", "rhannu.rules.tests.yml");
        }

        private void promtool(String... arguments) {
            if (!LocalProgram.isInstalled("promtool")) {
                String skipped = "Skipped: promtool " + String.join(" ", arguments)
                        + ": there is no promtool (Debian's package prometheus)";
                System.out.println(skipped);
                Assumptions.abort(skipped);
            }
            List<String> command = new ArrayList<>(List.of("promtool"));
            command.addAll(List.of(arguments));
            LocalProgram.Answer answer =
                    new LocalProgram(command).run(CHECKOUT.root().resolve("monitoring/prometheus"), Map.of());
            assertThat(answer.exit()).as(answer.said()).isZero();
        }
    }
}
