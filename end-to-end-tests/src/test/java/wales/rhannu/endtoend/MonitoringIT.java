package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import wales.rhannu.monitoring.MetricsInUse;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;

/** What rules and dashboards ask for, the running services export: a name that nobody exports is an alert that never fires. */
class MonitoringIT {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? ");

    private static final String TOPIC =
            "{\"title\": \"Mesur\", \"body\": \"Mesur\", \"language\": \"cy\", \"audience\": \"public\"}";
    private static final String MEETUP =
            """
            {"title": {"cy": "Mesur", "en": "Metrics"}, "description": {"cy": "Mesur", "en": "Metrics"}, "starts": "%1$sT14:00",
             "ends": "%1$sT15:00", "zone": "Europe/London", "mode": "online", "places": {"online": 9},
             "joinUrl": "https://meet.example/metrics"}
            """;

    private final Platform platform = SharedPlatform.running();
    private final MetricsInUse used = new MetricsInUse(SharedPlatform.CHECKOUT);

    @Test
    void everyMetricOfADashboardIsExportedByItsService() {
        someTraffic();
        // some are measured every few seconds
        await("the metrics").atMost(Duration.ofSeconds(180)).untilAsserted(() -> {
            Map<String, Set<String>> missing = new TreeMap<>();
            used.byService().forEach((service, metrics) -> {
                // a dashboard may be there before its service is
                if (Platform.SERVICES.contains(service)) {
                    Set<String> lacking = new TreeSet<>(metrics);
                    lacking.removeAll(names(scrape(service)));
                    if (!lacking.isEmpty()) {
                        missing.put(service, lacking);
                    }
                }
            });
            assertThat(missing).isEmpty();
        });
    }

    @Test
    void everyMetricOfARuleIsExportedBySomeService() {
        someTraffic();
        await("the metrics").atMost(Duration.ofSeconds(180)).untilAsserted(() -> {
            Set<String> exported = new HashSet<>();
            Platform.SERVICES.forEach(service -> exported.addAll(names(scrape(service))));
            assertThat(exported).containsAll(used.ofThePlatform());
        });
    }

    /** The rules ask for exactly these. */
    @Test
    void theObjectivesHaveTheirBucketsAndLabels() {
        someTraffic();
        // an answer is counted once it has been sent
        await("the metrics").atMost(Duration.ofSeconds(180)).untilAsserted(this::haveTheirBucketsAndLabels);
    }

    private void haveTheirBucketsAndLabels() {
        List<String> requests = samples(scrape("gateway"), "http_server_requests_seconds_bucket");
        assertThat(requests)
                .anyMatch(labels -> labels.contains("service=\"casestudy\"")
                        && labels.contains("status=\"200\"")
                        && labels.contains("le=\"0.3\""));
        assertThat(samples(scrape("gateway"), "rhannu_circuit_open"))
                .anyMatch(labels -> labels.contains("service=\"casestudy\""));
        assertThat(samples(scrape("partner-service"), "rhannu_stream_delay_seconds"))
                .anyMatch(labels -> labels.contains("quantile=\"0.99\""));
        assertThat(samples(scrape("partner-service"), "rhannu_stream_places"))
                .contains("state=\"taken\"", "state=\"free\"");
        assertThat(samples(scrape("casestudy-service"), "rhannu_dead_lettered_total"))
                .contains("topic=\"membership.organisations\"");
    }

    /** The health check of the containers is a script: tried here on what it is for. */
    @Test
    void theHealthChecksOfTheContainersTellWhoIsReady() throws Exception {
        String scripts = SharedPlatform.CHECKOUT.resolve("docker").toString();
        for (String service : Platform.SERVICES) {
            assertThat(exit(scripts + "/ready", platform.port(service)))
                    .as(service)
                    .isZero();
        }
        assertThat(exit(scripts + "/broker-ready", platform.port("kafka"))).isZero();
        assertThat(exit(scripts + "/ready", 1)).isNotZero();
        assertThat(exit(scripts + "/broker-ready", 1)).isNotZero();
    }

    private static int exit(String script, int port) throws Exception {
        return new ProcessBuilder("bash", script, Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Whatever was killed and started again before, each service has answered and published something since. */
    private void someTraffic() {
        SharedPlatform.author().draft("Metrics", UUID.randomUUID()).mustSucceed();
        platform.api("member")
                .patch("/api/v1/members/me", "{\"about\": \"" + UUID.randomUUID() + "\"}", "If-Match", "*")
                .mustSucceed();
        platform.api("member").post("/api/v1/topics", TOPIC).mustSucceed();
        platform.api("organiser")
                .post("/api/v1/meetups", MEETUP.formatted(LocalDate.now().plusWeeks(3)))
                .mustSucceed();
        platform.api(null).get(Author.STUDIES + "?q=metrics").mustSucceed();
        platform.api(null).get("/api/v1/organisations").mustSucceed();
        platform.api(null).get("/api/v1/streams").mustSucceed();
    }

    private String scrape(String service) {
        return platform.directly("http://localhost:" + platform.port(service), null)
                .get("/actuator/prometheus")
                .mustSucceed()
                .body();
    }

    private static Set<String> names(String scraped) {
        Set<String> names = new HashSet<>();
        Matcher samples = SAMPLE.matcher(scraped);
        while (samples.find()) {
            names.add(samples.group(1));
        }
        return names;
    }

    private static List<String> samples(String scraped, String name) {
        List<String> labels = new ArrayList<>();
        Matcher samples = SAMPLE.matcher(scraped);
        while (samples.find()) {
            if (samples.group(1).equals(name)) {
                labels.add(samples.group(2) == null ? "" : samples.group(2));
            }
        }
        return labels;
    }
}
