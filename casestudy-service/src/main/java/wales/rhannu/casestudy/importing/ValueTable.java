package wales.rhannu.casestudy.importing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What texts stand for: whole ones, and those that begin with one that ends in an asterisk. */
final class ValueTable {

    private final Map<String, JsonNode> exact = new HashMap<>();
    private final Map<String, JsonNode> beginnings = new LinkedHashMap<>();

    /** @param text folded, as is what is looked for */
    void put(String text, JsonNode value) {
        exact.put(text, value);
        if (text.endsWith("*")) {
            beginnings.put(text.substring(0, text.length() - 1), value);
        }
    }

    /** The value of a text; of several beginnings that it has, the first counts. */
    @Nullable
    JsonNode find(String text) {
        JsonNode found = exact.get(text);
        if (found != null) {
            return found;
        }
        for (Map.Entry<String, JsonNode> beginning : beginnings.entrySet()) {
            if (text.startsWith(beginning.getKey())) {
                return beginning.getValue();
            }
        }
        return null;
    }
}
