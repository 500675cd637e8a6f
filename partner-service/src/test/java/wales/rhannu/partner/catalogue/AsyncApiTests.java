package wales.rhannu.partner.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class AsyncApiTests {

    private static final Catalogue CATALOGUE =
            new Catalogue(JsonMapper.shared(), new PlatformSettings(URI.create("https://rhannu.example:8443")));

    private final JsonNode document = JsonMapper.shared().readTree(content(Locale.ENGLISH));

    static byte[] content(Locale language) {
        return CATALOGUE.in(language).document("asyncapi.json").orElseThrow().content();
    }

    static Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        CATALOGUE.topics(Locale.ENGLISH).forEach(topic -> topics.add(topic.topic()));
        return topics;
    }

    @Test
    void itHasThePublicTopicsAndNoOthers() {
        assertThat(topics()).contains("casestudy.case-studies", "feedback.rankings");
        assertThat(document.path("channels").propertyNames()).containsExactlyElementsOf(topics());
        assertThat(document.toString()).doesNotContain(".internal");
    }

    @Test
    void itsServerIsWhereThePlatformIs() {
        JsonNode server = document.path("servers").path("platform");
        assertThat(server.path("protocol").asString()
                        + "://"
                        + server.path("host").asString()
                        + server.path("pathname").asString()
                        + document.at("/channels/events.meetups/address").asString())
                .isEqualTo("https://rhannu.example:8443/api/v1/streams/events.meetups/events");
    }

    @Test
    void itNeedsNoOtherDocument() {
        List<String> references = references(document);
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            assertThat(reference).startsWith("#/");
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        });
        assertThat(document.toString()).doesNotContain("\"$id\"", "\"$defs\"", "\"$schema\"");
    }

    @Test
    void everyTypeOfTheCatalogueIsAMessage() {
        List<String> names = new ArrayList<>();
        document.path("components")
                .path("messages")
                .forEach(message -> names.add(message.path("name").asString()));
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(CATALOGUE.in(Locale.ENGLISH).types().stream()
                        .map(Edition.PublishedType::type)
                        .toList());
    }

    @Test
    void everyExampleIsValidByItsSchema() {
        List<String> wrong = new ArrayList<>();
        document.path("components").path("messages").properties().forEach(message -> {
            ObjectNode schema = JsonMapper.shared().createObjectNode();
            schema.set("components", document.path("components"));
            schema.put("$ref", "#/components/messages/" + message.getKey() + "/payload");
            message.getValue().path("examples").forEach(example -> JsonSchemaFactory.getInstance(
                            SpecVersion.VersionFlag.V7)
                    .getSchema(schema.toString())
                    .validate(example.path("payload").toString(), InputFormat.JSON)
                    .forEach(found -> wrong.add(message.getKey() + ": " + found)));
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void itIsInWelshToo() {
        JsonNode welsh = JsonMapper.shared().readTree(content(Catalogue.WELSH));
        assertThat(welsh.at("/channels/events.meetups/title").asString()).isEqualTo("Cyfarfodydd");
        assertThat(welsh.at("/info/description").asString()).startsWith("Yr hyn sy'n digwydd");
        assertThat(welsh.at("/components/schemas/events.meetups.state/title").asString())
                .isEqualTo("Cyfarfod");
        assertThat(references(welsh)).isEqualTo(references(document));
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
