package wales.rhannu.starter.web;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.aggregate.DomainException;

/** A JSON Merge Patch (RFC 7396), the body of a {@code PATCH}; a controller takes it as an argument. */
public final class MergePatch {

    private final JsonMapper json;
    private final ObjectNode patch;

    MergePatch(JsonMapper json, JsonNode patch) {
        if (!(patch instanceof ObjectNode object)) {
            throw DomainException.invalid("", "A merge patch is a JSON object.");
        }
        this.json = json;
        this.patch = object;
    }

    /**
     * The target with the patch applied.
     *
     * @throws tools.jackson.databind.DatabindException when the outcome does not fit the type; the caller is told where
     */
    public <T> T applyTo(T target, Class<T> type) {
        ObjectNode before = json.valueToTree(target);
        return json.treeToValue(merge(before, patch), type);
    }

    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode merged = target instanceof ObjectNode object ? object : changes.objectNode();
        changes.properties().forEach(change -> {
            if (change.getValue().isNull()) {
                merged.remove(change.getKey());
            } else {
                JsonNode before = merged.get(change.getKey());
                merged.set(change.getKey(), merge(before == null ? changes.objectNode() : before, change.getValue()));
            }
        });
        return merged;
    }
}
