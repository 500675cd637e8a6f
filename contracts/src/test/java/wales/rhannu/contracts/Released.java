package wales.rhannu.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The schemas as subscribers were last given them: a file per topic, without the words that explain. */
final class Released {

    private static final int WIDTH = 150;

    private Released() {}

    /** By topic and then by file. */
    static Map<String, Map<String, JsonNode>> schemas() {
        Map<String, Map<String, JsonNode>> schemas = new TreeMap<>();
        Sources.read(Checkout.RELEASED).forEach((file, topic) -> {
            Map<String, JsonNode> files = new TreeMap<>();
            topic.properties().forEach(entry -> files.put(entry.getKey(), entry.getValue()));
            schemas.put(file.substring(0, file.length() - ".json".length()), files);
        });
        return schemas;
    }

    /** What a release writes of a topic's schemas: what fits in a line stands in one. */
    static String text(Map<String, JsonNode> schemas) {
        ObjectNode topic = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(schemas).forEach((file, schema) -> topic.set(file, withoutWords(schema, false)));
        return text(topic, 0, 0) + "\n";
    }

    private static JsonNode withoutWords(JsonNode node, boolean names) {
        if (node.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> list.add(withoutWords(element, false)));
            return list;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(entry -> {
            if (names || entry.getKey().equals("$defs") || !Compatibility.WORDS.contains(entry.getKey())) {
                boolean byName = !names && List.of("properties", "$defs").contains(entry.getKey());
                rest.set(entry.getKey(), withoutWords(entry.getValue(), byName));
            }
        });
        return rest;
    }

    private static String text(JsonNode node, int indent, int before) {
        String line = line(node);
        if (indent + before + line.length() <= WIDTH || !node.isContainer() || node.isEmpty()) {
            return line;
        }
        String inner = " ".repeat(indent + 2);
        return node.isObject()
                ? "{\n" + inner
                        + String.join(
                                ",\n" + inner,
                                members(
                                        node,
                                        (name, value) ->
                                                "\"" + name + "\": " + text(value, indent + 2, name.length() + 5)))
                        + "\n" + " ".repeat(indent) + "}"
                : "[\n" + inner
                        + String.join(
                                ",\n" + inner,
                                node.valueStream()
                                        .map(value -> text(value, indent + 2, 1))
                                        .toList())
                        + "\n" + " ".repeat(indent) + "]";
    }

    private static String line(JsonNode node) {
        if (node.isObject()) {
            return "{" + String.join(", ", members(node, (name, value) -> "\"" + name + "\": " + line(value))) + "}";
        }
        return node.isArray()
                ? "[" + String.join(", ", node.valueStream().map(Released::line).toList()) + "]"
                : node.toString();
    }

    private static List<String> members(JsonNode node, BiFunction<String, JsonNode, String> text) {
        List<String> members = new ArrayList<>();
        node.properties().forEach(entry -> members.add(text.apply(entry.getKey(), entry.getValue())));
        return members;
    }
}
