package wales.rhannu.contracts;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The published language, as it was built.
 *
 * @param topics what each topic is: title, description, the service that publishes it, and its audience
 * @param schemas by topic and then by file
 * @param examples likewise
 * @param welsh the Welsh text of each English title and description
 */
record Language(
        Map<String, JsonNode> topics,
        Map<String, Map<String, JsonNode>> schemas,
        Map<String, Map<String, JsonNode>> examples,
        Map<String, String> welsh) {

    static final String SCHEMAS = "https://rhannu.wales/schemas/";
    static final String SCHEMA = ".schema.json";
    static final String EXAMPLE = ".example.json";

    /** Whether a schema is of an event, and not of the state that a topic's events share. */
    static boolean isEvent(String file) {
        return !file.startsWith("state.");
    }

    /** Whether an event never has data, and removes its subject from the topic. */
    static boolean isTombstone(JsonNode schema) {
        return "null".equals(schema.path("type").asString(""));
    }
}
