package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.ImportClient;
import wales.rhannu.testplatform.ImportClient.Progress;
import wales.rhannu.testplatform.Platform;

/** The two published registers that we have mappings for, where their files are at hand ({@code -Drhannu.data=FOLDER}). */
class RealDataIT {

    private static final Path DATA = Path.of(System.getProperty(
            "rhannu.data", SharedPlatform.CHECKOUT.resolve("../shared/data").toString()));
    private static final Path MAPPINGS = SharedPlatform.CHECKOUT.resolve("casestudy-service/mappings");

    private final Platform platform = SharedPlatform.running();
    private final ImportClient importing = new ImportClient(platform.api("facilitator"));

    @Test
    void everyRowIsAccountedForFoundAndStreamedAndASecondTimeChangesNothing() {
        Path us = DATA.resolve("us-federal-ai-use-cases-2024.csv");
        Path uk = DATA.resolve("uk-atrs-records.json");
        Assumptions.assumeTrue(Files.exists(us) && Files.exists(uk), "The registers are not in " + DATA);

        Progress federal = imported(us, "2024.yaml");
        assertThat(federal.done()).isEqualTo(2_133);
        assertThat(federal.created()).as(federal.json().toString()).isGreaterThan(2_000);
        Progress standard = imported(uk, "uk-atrs");
        assertThat(standard.done()).isEqualTo(136);
        assertThat(standard.created()).as(standard.json().toString()).isGreaterThan(120);

        for (Progress again : List.of(imported(us, "2024.yaml"), imported(uk, "uk-atrs"))) {
            assertThat(again.created()).isZero();
            assertThat(again.unchanged()).isIn(federal.created(), standard.created());
        }

        await("the search to find them").atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
            JsonNode found = platform.api(null)
                    .get(Author.STUDIES + "?q=veteran")
                    .mustSucceed()
                    .json();
            assertThat(found.path("total").asInt(0)).isGreaterThan(10);
        });
        new Invariants(platform).awaitRelayed();
        theStreamEndsAsTheApiIs();
    }

    private void theStreamEndsAsTheApiIs() {
        Map<String, JsonNode> streamed = platform.api(null).foldStream(Invariants.PUBLIC);
        // other tests kill the database, and what it forgot stays on the topic
        streamed.values().removeIf(state -> !isOfRegister(state));
        List<String> listed = platform.api(null).all(Author.STUDIES).stream()
                .filter(RealDataIT::isOfRegister)
                .map(item -> item.path("id").asString(""))
                .toList();
        assertThat(streamed).hasSizeGreaterThan(2_000);
        assertThat(streamed.keySet()).containsExactlyInAnyOrderElementsOf(listed);
        List<String> different = new ArrayList<>();
        streamed.forEach((id, state) -> {
            JsonNode read = platform.api(null)
                    .get(Author.STUDIES + "/" + id)
                    .mustSucceed()
                    .json();
            if (!state.equals(read)) {
                different.add(id + ":\n  " + state + "\n  " + read);
            }
            if (state.toString().contains("\ufffd") || state.toString().contains("\u00e2\u20ac")) {
                different.add(id + " has mojibake: " + state);
            }
        });
        assertThat(different).isEmpty();
        System.out.println(streamed.size() + " case studies are in the stream as the API gives them");
    }

    private static boolean isOfRegister(JsonNode study) {
        String source = study.path("source").path("name").asString("");
        return source.startsWith("us-federal-ai") || source.startsWith("uk-atrs");
    }

    private Progress imported(Path file, String mapping) {
        String location = importing.begin(
                String.valueOf(file.getFileName()), ImportClient.bytes(file), ImportClient.bytes(mapping(mapping)));
        Progress end = await("the import of " + file.getFileName())
                .atMost(Duration.ofSeconds(360))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> importing.progress(location), Progress::isEnded);
        assertThat(end.state()).as(end.json().toString()).isEqualTo("done");
        return end;
    }

    private static Path mapping(String part) {
        try (var files = Files.walk(MAPPINGS)) {
            return files.filter(file -> String.valueOf(file.getFileName()).contains(part))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("There is no mapping with " + part + " in its name"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
