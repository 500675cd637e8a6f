package wales.rhannu.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AsyncApiTests {

    private final Language language = Checkout.language();
    private final JsonNode document = Json.read(new AsyncApi(language).document());

    @Test
    void everyTopicIsAChannelWithAMessagePerEvent() {
        assertThat(document.path("channels").propertyNames())
                .containsExactlyElementsOf(language.schemas().keySet());
        language.schemas().forEach((topic, schemas) -> assertThat(
                        document.path("channels").path(topic).path("messages").size())
                .as(topic)
                .isEqualTo(schemas.keySet().stream().filter(Language::isEvent).count()));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> dangling = new ArrayList<>();
        references(document).forEach(reference -> {
            boolean there = reference.startsWith("#")
                    ? !document.at(reference.substring(1)).isMissingNode()
                    : AsyncApiTests.class.getResource("/contracts/" + reference) != null;
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
