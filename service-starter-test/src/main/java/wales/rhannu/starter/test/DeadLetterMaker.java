package wales.rhannu.starter.test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.test.Callers.Kind;

/** Puts a record aside as a service does that could not consume it. */
final class DeadLetterMaker implements VisibilityCheck.Maker {

    private final String application;
    private final String service;
    private final TestApi api;

    /** @param application the service's consumer group, or the beginning of it */
    DeadLetterMaker(String application, String service, TestApi api) {
        this.application = application;
        this.service = service;
        this.api = api;
    }

    @Override
    public List<String> make(Callers callers) {
        String key = UUID.randomUUID().toString();
        String topic = TestTopics.names().stream()
                .filter(name -> name.startsWith("dlq." + application))
                .sorted()
                .findFirst()
                .orElseThrow();
        TestTopics.publishRaw(topic, key, "unreadable".getBytes(StandardCharsets.UTF_8), Map.of());
        // other tests of this service have put some aside as well
        String after = "";
        do {
            JsonNode page = api.get(
                            "/operations/" + service + "/dead-letters?limit=100" + after, callers.bearer(Kind.OPERATOR))
                    .must(200)
                    .json();
            for (JsonNode letter : page.path("items")) {
                if (letter.path("key").asString("").equals(key)) {
                    return List.of(letter.path("id").asString());
                }
            }
            after = page.path("next").isString() ? "&after=" + page.path("next").asString() : "";
        } while (!after.isEmpty());
        throw new AssertionError("The dead letter is not listed");
    }
}
