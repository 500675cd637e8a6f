package wales.rhannu.contracts;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the schemas of one state of a topic whole. A reference to {@code common.json} is replaced by the definition it names,
 * with the members beside it laid over; titles and descriptions become English texts.
 */
final class Schemas {

    private static final String DEFINITION = "#/$defs/";
    private static final Set<String> BY_NAME = Set.of("properties", "$defs", "patternProperties", "dependentSchemas");
    private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> SCHEMAS =
            Set.of("items", "additionalProperties", "contains", "not", "if", "then", "else", "propertyNames");
    private static final Set<String> TEXTS = Set.of("title", "description");

    private final JsonNode common;
    private final Texts texts;
    private final Map<String, String> names = new HashMap<>();
    private final Deque<String> inside = new ArrayDeque<>();

    /**
     * For one state of a topic.
     *
     * @param definitions its own: those that are common ones are meant where a common definition refers to another
     */
    Schemas(JsonNode definitions, JsonNode common, Texts texts) {
        this.common = common;
        this.texts = texts;
        definitions.properties().forEach(entry -> {
            String reference = entry.getValue().path("$ref").asString("");
            if (reference.startsWith(Sources.COMMON + DEFINITION)) {
                names.put(reference.substring((Sources.COMMON + DEFINITION).length()), entry.getKey());
            }
        });
    }

    /**
     * A schema as it is published.
     *
     * @param file where the topic's own definitions stand: empty for the state itself
     */
    JsonNode whole(String place, JsonNode schema, String file) {
        if (!schema.isObject()) {
            return schema; // true and false are schemas, too
        }
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        schema.properties().forEach(entry -> {
            String keyword = entry.getKey();
            String there = place + "/" + keyword;
            whole.set(keyword, member(there, keyword, entry.getValue(), file));
        });
        String reference = whole.path("$ref").asString("");
        if (reference.startsWith(Sources.COMMON + DEFINITION)) {
            whole.remove("$ref");
            return Json.merge(
                    definition(place, reference.substring((Sources.COMMON + DEFINITION).length()), file), whole);
        }
        if (reference.startsWith(DEFINITION)) {
            whole.put("$ref", file + DEFINITION + local(place, reference.substring(DEFINITION.length())));
        }
        return whole;
    }

    private JsonNode member(String place, String keyword, JsonNode value, String file) {
        if (TEXTS.contains(keyword)) {
            return JsonNodeFactory.instance.stringNode(texts.english(place, value));
        }
        if (SCHEMAS.contains(keyword)) {
            return whole(place, value, file);
        }
        if (BY_NAME.contains(keyword)) {
            ObjectNode schemas = JsonNodeFactory.instance.objectNode();
            value.properties()
                    .forEach(entry ->
                            schemas.set(entry.getKey(), whole(place + "/" + entry.getKey(), entry.getValue(), file)));
            return schemas;
        }
        if (LISTS.contains(keyword)) {
            ArrayNode schemas = JsonNodeFactory.instance.arrayNode();
            value.forEach(schema -> schemas.add(whole(place, schema, file)));
            return schemas;
        }
        return value;
    }

    private JsonNode definition(String place, String name, String file) {
        JsonNode definition = common.path("$defs").path(name);
        if (definition.isMissingNode()) {
            throw new IllegalArgumentException(place + ": " + Sources.COMMON + " has no definition " + name);
        }
        if (inside.contains(name)) {
            throw new IllegalArgumentException(place + ": " + Sources.COMMON + " defines " + name
                    + " by itself; refer to it as " + DEFINITION + name);
        }
        inside.push(name);
        JsonNode whole = whole(Sources.COMMON + DEFINITION + name, definition, file);
        inside.pop();
        return whole;
    }

    /** What a topic calls a definition to which a common one refers; its own definitions keep their names. */
    private String local(String place, String name) {
        if (inside.isEmpty()) {
            return name;
        }
        String local = names.get(name);
        if (local == null) {
            throw new IllegalArgumentException(place + " refers to " + name + ", which the topic's $defs lack. Add \""
                    + name + "\": {\"$ref\": \"" + Sources.COMMON + DEFINITION + name + "\"} to them");
        }
        return local;
    }
}
