package wales.rhannu.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the dashboards and their template together. */
class DashboardTests {

    private static final Checkout CHECKOUT = new Checkout(Path.of(".."));

    private final Map<String, String> written = new TreeMap<>();

    DashboardTests() {
        written.put(Dashboards.PLATFORM + ".json", Dashboards.platform());
        new Compose(CHECKOUT).ours().forEach(service -> written.put(service + ".json", Dashboards.of(service)));
    }

    @Test
    void theFilesAreWhatTheTemplateWrites() throws IOException {
        Path folder = CHECKOUT.root().resolve(Dashboards.FOLDER);
        if (Boolean.getBoolean("monitoring.write")) {
            for (String left : CHECKOUT.names(Dashboards.FOLDER)) {
                Files.delete(folder.resolve(left));
            }
            for (Map.Entry<String, String> dashboard : written.entrySet()) {
                Files.writeString(folder.resolve(dashboard.getKey()), dashboard.getValue());
            }
        }
        Map<String, String> stand = new TreeMap<>();
        for (String name : CHECKOUT.names(Dashboards.FOLDER)) {
            stand.put(name, CHECKOUT.text(Dashboards.FOLDER + "/" + name));
        }
        if (!stand.equals(written)) {
            throw new AssertionError("The dashboards are not what their template writes. Write them anew with: "
                    + "mvn -pl monitoring test -Dmonitoring.write=true");
        }
    }

    @Test
    void everyPanelHasAPlaceAndANumberOfItsOwn() {
        written.forEach((name, text) -> {
            Set<Integer> ids = new HashSet<>();
            Set<String> cells = new HashSet<>();
            for (JsonNode panel : JsonMapper.shared().readTree(text).path("panels")) {
                assertThat(ids.add(panel.path("id").asInt())).as(name).isTrue();
                JsonNode place = panel.path("gridPos");
                for (int y = 0; y < place.path("h").asInt(); y++) {
                    for (int x = 0; x < place.path("w").asInt(); x++) {
                        String cell = (place.path("x").asInt() + x) + "/"
                                + (place.path("y").asInt() + y);
                        assertThat(cells.add(cell)).as(name + " " + cell).isTrue();
                    }
                }
            }
        });
    }

    @Test
    void whatTheRulesRecordIsRecorded() {
        Set<String> used = written.values().stream()
                .flatMap(text -> JsonMapper.shared().readTree(text).findValues("expr").stream())
                .flatMap(query -> new Expression(query.asString("")).metrics().stream())
                .filter(metric -> metric.contains(":"))
                .collect(Collectors.toSet());
        assertThat(new AlertRules(CHECKOUT).recorded()).containsAll(used);
    }
}
