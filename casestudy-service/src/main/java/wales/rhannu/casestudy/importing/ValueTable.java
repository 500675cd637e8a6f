package wales.rhannu.casestudy.importing;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What texts stand for: whole ones, and those that begin with, end with, or have in them what stands beside an asterisk. */
final class ValueTable {

    /** So far a text is searched for what it may have in it: a mapping may ask for thousands. */
    private static final int LONGEST_SEARCHED = 5_000;

    private final Map<String, JsonNode> exact = new HashMap<>();
    private final Map<Part, JsonNode> parts = new LinkedHashMap<>();

    /** A part of a text, with anything before or behind it. */
    private record Part(String text, boolean anythingBefore, boolean anythingBehind) {

        boolean isIn(String whole) {
            if (anythingBefore && anythingBehind) {
                return whole.substring(0, Math.min(whole.length(), LONGEST_SEARCHED))
                        .contains(text);
            }
            return anythingBefore ? whole.endsWith(text) : whole.startsWith(text);
        }
    }

    /** @param text folded, as is what is looked for */
    void put(String text, JsonNode value) {
        exact.put(text, value);
        boolean before = text.length() > 1 && text.startsWith("*");
        boolean behind = text.endsWith("*");
        if (before || behind) {
            parts.put(
                    new Part(text.substring(before ? 1 : 0, text.length() - (behind ? 1 : 0)), before, behind), value);
        }
    }

    /** The value of a text; of several parts that it has, the first counts. */
    @Nullable
    JsonNode find(String text) {
        JsonNode found = exact.get(text);
        if (found != null) {
            return found;
        }
        for (Map.Entry<Part, JsonNode> part : parts.entrySet()) {
            if (part.getKey().isIn(text)) {
                return part.getValue();
            }
        }
        return null;
    }
}
