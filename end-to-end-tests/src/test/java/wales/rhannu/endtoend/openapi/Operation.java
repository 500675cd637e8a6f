package wales.rhannu.endtoend.openapi;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An operation that a document tells of.
 *
 * @param parameters its parameters, whole
 * @param bodies the schema of its body by media type; missing where it takes none
 * @param statuses those of the answers that are told of
 */
public record Operation(
        String id, String method, String path, List<JsonNode> parameters, JsonNode bodies, Set<String> statuses) {

    /** The parameters in {@code query}, {@code path} or {@code header}. */
    List<JsonNode> parameters(String in) {
        return parameters.stream()
                .filter(it -> it.path("in").asString("").equals(in))
                .toList();
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
