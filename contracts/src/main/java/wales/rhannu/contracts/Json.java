package wales.rhannu.contracts;

import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes JSON, and merges it. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");
    private static final ObjectWriter WRITER = MAPPER.writer()
            .with(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                            .withObjectEmptySeparator("")
                            .withArrayEmptySeparator(""))
                    .withObjectIndenter(INDENTER)
                    .withArrayIndenter(INDENTER));

    private Json() {}

    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /** As it is published: each member and element on a line of its own. */
    static String text(JsonNode node) {
        return WRITER.writeValueAsString(node) + "\n";
    }

    /** The second over the first, member by member where both are objects; neither is changed. */
    static JsonNode merge(JsonNode first, JsonNode second) {
        if (!first.isObject() || !second.isObject()) {
            return second.deepCopy();
        }
        ObjectNode merged = (ObjectNode) first.deepCopy();
        second.properties()
                .forEach(entry -> merged.set(
                        entry.getKey(),
                        first.has(entry.getKey())
                                ? merge(first.path(entry.getKey()), entry.getValue())
                                : entry.getValue().deepCopy()));
        return merged;
    }

    /** What a JSON merge patch makes of a document: RFC 7396, where null removes a member; neither is changed. */
    static JsonNode patch(JsonNode document, JsonNode patch) {
        if (!patch.isObject()) {
            return patch.deepCopy();
        }
        ObjectNode patched = document.isObject() ? (ObjectNode) document.deepCopy() : MAPPER.createObjectNode();
        patch.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                patched.remove(entry.getKey());
            } else {
                patched.set(entry.getKey(), patch(patched.path(entry.getKey()), entry.getValue()));
            }
        });
        return patched;
    }
}
