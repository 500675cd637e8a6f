package wales.rhannu.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rules for every schema and every example; each test names all that break its rule. */
class SchemaTests {

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final Pattern TOPIC = Pattern.compile("[a-z]+\\.[a-z]+(-[a-z]+)*(\\.internal)?");
    private static final Pattern EVENT = Pattern.compile("[a-z]+(-[a-z]+)+\\.v[1-9][0-9]*\\.schema\\.json");
    private static final Pattern STATE = Pattern.compile("state(\\.v[2-9][0-9]*)?\\.schema\\.json");
    private static final Set<String> PERSONAL =
            Set.of("email", "emailaddress", "phone", "telephone", "password", "dateofbirth", "postcode");

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaMappers(mappers -> mappers.mapPrefix(Language.SCHEMAS, "classpath:contracts/")));
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final Language language = Checkout.language();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void everySchemaIsOneOfDraft202012() {
        JsonSchema meta = FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012), CONFIG);
        eachSchema((place, schema) -> {
            check(DRAFT.equals(text(schema, "$schema")), place, "its $schema is not " + DRAFT);
            for (ValidationMessage message : meta.validate(schema.toString(), InputFormat.JSON)) {
                wrong.add(place + ": " + message.getMessage());
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void everySchemaSaysWhereItIsAndWhatItIs() {
        eachSchema((place, schema) -> {
            check(
                    (Language.SCHEMAS + place).equals(text(schema, "$id")),
                    place,
                    "its $id is not " + Language.SCHEMAS + place);
            check(!text(schema, "title").isBlank(), place, "it has no title");
            check(!text(schema, "description").isBlank(), place, "it has no description");
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void topicsAndFilesAreNamedByTheRule() {
        eachSchema((place, schema) -> {
            String topic = place.substring(0, place.indexOf('/'));
            String file = place.substring(place.indexOf('/') + 1);
            check(TOPIC.matcher(topic).matches(), place, "a topic is <service>.<plural>, or that and .internal");
            check(
                    EVENT.matcher(file).matches() || STATE.matcher(file).matches(),
                    place,
                    "a schema is thing-happened.v1.schema.json, or state.schema.json");
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyTopicSaysWhoPublishesItAndWhoMayReadIt() {
        language.topics().forEach((topic, about) -> {
            String service = text(about, "service");
            check(
                    !service.isBlank() && topic.startsWith(service.replace("-service", "") + "."),
                    topic,
                    "a topic is published by the service that it is named after, and its service says so");
            String audience = text(about, "audience");
            check(
                    Set.of("public", "internal").contains(audience)
                            && audience.equals("internal") == topic.endsWith(".internal"),
                    topic,
                    "the audience is internal exactly where the name says so, and public otherwise");
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyTopicSaysWhatItsStateIs() {
        language.schemas()
                .forEach((topic, schemas) ->
                        check(schemas.containsKey("state.schema.json"), topic, "it has no state.schema.json"));
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyEventHasStateAndChangeUnlessItIsATombstone() {
        language.schemas()
                .forEach((topic, schemas) -> schemas.forEach((file, schema) -> {
                    if (Language.isEvent(file) && !Language.isTombstone(schema)) {
                        JsonNode properties = schema.path("properties");
                        check(properties.has("state"), topic + "/" + file, "its data has no state");
                        check(properties.has("change"), topic + "/" + file, "its data has no change");
                    }
                }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyEventWithDataHasAnExampleAndEveryExampleAnEvent() {
        language.schemas()
                .forEach((topic, schemas) -> schemas.forEach((file, schema) -> {
                    String example = file.replace(Language.SCHEMA, Language.EXAMPLE);
                    check(
                            !Language.isEvent(file)
                                    || Language.isTombstone(schema)
                                    || language.examples()
                                            .getOrDefault(topic, Map.of())
                                            .containsKey(example),
                            topic + "/" + file,
                            "it has no " + example + " beside it");
                }));
        language.examples().forEach((topic, examples) -> examples.keySet().forEach(file -> {
            String schema = file.replace(Language.EXAMPLE, Language.SCHEMA);
            check(
                    language.schemas().getOrDefault(topic, Map.of()).containsKey(schema),
                    topic + "/" + file,
                    "it has no " + schema + " beside it");
        }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyExampleIsValid() {
        language.examples()
                .forEach((topic, examples) -> examples.forEach((file, example) -> {
                    String place = topic + "/" + file.replace(Language.EXAMPLE, Language.SCHEMA);
                    if (language.schemas()
                            .getOrDefault(topic, Map.of())
                            .containsKey(file.replace(Language.EXAMPLE, Language.SCHEMA))) {
                        JsonSchema schema = FACTORY.getSchema(SchemaLocation.of(Language.SCHEMAS + place), CONFIG);
                        for (ValidationMessage message : schema.validate(example.toString(), InputFormat.JSON)) {
                            wrong.add(topic + "/" + file + ": " + message.getMessage());
                        }
                    }
                }));
        assertThat(wrong).isEmpty();
    }

    /** Readers must let members pass that they do not know, so no schema may forbid them. */
    @Test
    void noSchemaForbidsMembersThatWillBeAdded() {
        eachSchema((place, schema) -> walk(place + "#", schema, (where, node) -> {
            for (String keyword : List.of("additionalProperties", "unevaluatedProperties")) {
                check(
                        !node.path(keyword).isBoolean() || node.path(keyword).booleanValue(),
                        where,
                        keyword + " is false");
            }
        }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void publicTopicsHoldNoPersonalData() {
        eachSchema((place, schema) -> {
            if (!place.substring(0, place.indexOf('/')).endsWith(".internal")) {
                walk(place + "#", schema, (where, node) -> node.path("properties")
                        .propertyNames()
                        .forEach(name -> check(
                                !PERSONAL.contains(name.toLowerCase(Locale.ROOT)),
                                where,
                                name + " is personal data on a public topic")));
            }
        });
        assertThat(wrong).isEmpty();
    }

    private void eachSchema(BiConsumer<String, JsonNode> rule) {
        language.schemas()
                .forEach(
                        (topic, schemas) -> schemas.forEach((file, schema) -> rule.accept(topic + "/" + file, schema)));
    }

    private static void walk(String where, JsonNode node, BiConsumer<String, JsonNode> rule) {
        rule.accept(where, node);
        node.properties().forEach(entry -> walk(where + "/" + entry.getKey(), entry.getValue(), rule));
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(where + "/" + i, node.path(i), rule);
            }
        }
    }

    private void check(boolean holds, String place, String otherwise) {
        if (!holds) {
            wrong.add(place + ": " + otherwise);
        }
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asString("");
    }
}
