package wales.rhannu.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the AsyncAPI document and the schemas together. */
class AsyncApiTests {

    private static final Path DOCUMENT = Language.CURRENT.resolve("asyncapi.json");
    private static final Path TOPICS = Language.CURRENT.resolve("topics.json");

    private final Language language = Language.current();
    private final JsonNode topics;

    AsyncApiTests() throws IOException {
        topics = JsonMapper.shared().readTree(Files.readString(TOPICS));
    }

    @Test
    void theDocumentIsWrittenFromTheSchemasAsTheyAre() throws IOException {
        String document = new AsyncApi(language, topics).document();
        if (Boolean.getBoolean("contracts.write")) {
            Files.writeString(DOCUMENT, document);
        }
        String stands = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
        if (!stands.equals(document)) {
            throw new AssertionError("asyncapi.json is older than the schemas. Write it anew with: "
                    + "mvn -pl contracts test -Dcontracts.write=true");
        }
    }

    @Test
    void everyTopicIsDescribed() {
        assertThat(topics.propertyNames()).containsAll(language.schemas().keySet());
        List<String> wrong = new ArrayList<>();
        topics.properties().forEach(entry -> {
            String topic = entry.getKey();
            JsonNode about = entry.getValue();
            for (String member : List.of("title", "description", "service", "audience")) {
                if (about.path(member).asString("").isBlank()) {
                    wrong.add(topic + " has no " + member);
                }
            }
            if (!topic.startsWith(about.path("service").asString("").replace("-service", ""))) {
                wrong.add(topic + " is published by the service that it is named after");
            }
            String audience = about.path("audience").asString("");
            if (!Set.of("public", "internal").contains(audience)
                    || audience.equals("internal") != topic.endsWith(".internal")) {
                wrong.add(topic + ": the audience is internal exactly where the name says so, and public otherwise");
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode document = JsonMapper.shared().readTree(new AsyncApi(language, topics).document());
        List<String> dangling = new ArrayList<>();
        references(document).forEach(reference -> {
            boolean there = reference.startsWith("#")
                    ? !document.at(reference.substring(1)).isMissingNode()
                    : Files.exists(Language.CURRENT.resolve(reference));
            if (!there) {
                dangling.add(reference);
            }
        });
        assertThat(dangling).isEmpty();
    }

    private static List<String> references(JsonNode node) {
        List<String> found = new ArrayList<>();
        if (node.path("$ref").isString()) {
            found.add(node.path("$ref").stringValue());
        }
        node.forEach(child -> found.addAll(references(child)));
        return found;
    }
}
