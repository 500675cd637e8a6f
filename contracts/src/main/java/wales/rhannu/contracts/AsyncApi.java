package wales.rhannu.contracts;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the AsyncAPI document of all topics as they are on Kafka; what partners get is made by partner-service. */
final class AsyncApi {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String JSON_SCHEMA = "application/schema+json;version=draft-2020-12";

    private final Language language;

    AsyncApi(Language language) {
        this.language = language;
    }

    String document() {
        ObjectNode document = JSON.createObjectNode();
        document.put("asyncapi", "3.0.0");
        document.put("id", "https://rhannu.wales/schemas/asyncapi.json");
        ObjectNode info = document.putObject("info");
        info.put("title", "Rhannu");
        info.put("version", "1");
        info.put(
                "description",
                "What happens in the Welsh public sector's community of practice on automation and AI. Every message is a "
                        + "CloudEvent 1.0 in Kafka's binary mode: its headers start with ce_, its value is JSON with the "
                        + "subject's whole state after the change and what the change was. A message without a value is a "
                        + "tombstone: remove what you keep of its subject. Topics are compacted: read one from its "
                        + "beginning and you have everything. Set isolation.level to read_committed. Members may be added "
                        + "within a version: let those pass that you do not know.");
        info.putObject("license").put("name", "Apache-2.0").put("url", "https://www.apache.org/licenses/LICENSE-2.0");
        document.put("defaultContentType", "application/json");

        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        ObjectNode messages = JSON.createObjectNode();
        language.schemas().forEach((topic, schemas) -> {
            channels.set(topic, channel(topic, schemas));
            operations.set("publish." + topic, operation(topic, schemas));
            schemas.forEach((file, schema) -> {
                if (Language.isEvent(file)) {
                    messages.set(message(topic, file), message(topic, file, schema));
                }
            });
        });
        ObjectNode components = document.putObject("components");
        components.set("messages", messages);
        components.putObject("schemas").set("cloudEventHeaders", headers());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    }

    private ObjectNode channel(String topic, Map<String, JsonNode> schemas) {
        JsonNode about = about(topic);
        ObjectNode channel = JSON.createObjectNode();
        channel.put("address", topic);
        channel.put("title", about.path("title").asString(""));
        channel.put("description", about.path("description").asString(""));
        ObjectNode messages = channel.putObject("messages");
        schemas.keySet().stream().filter(Language::isEvent).forEach(file -> messages.putObject(event(file))
                .put("$ref", "#/components/messages/" + message(topic, file)));
        ArrayNode tags = channel.putArray("tags");
        tags.addObject().put("name", about.path("audience").asString(""));
        tags.addObject().put("name", about.path("service").asString(""));
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
        kafka.putObject("topicConfiguration").putArray("cleanup.policy").add("compact");
        kafka.put("bindingVersion", "0.5.0");
        return channel;
    }

    private ObjectNode operation(String topic, Map<String, JsonNode> schemas) {
        ObjectNode operation = JSON.createObjectNode();
        operation.put("action", "send");
        operation.put("summary", about(topic).path("service").asString("") + " publishes " + topic);
        operation.putObject("channel").put("$ref", "#/channels/" + topic);
        ArrayNode messages = operation.putArray("messages");
        schemas.keySet().stream().filter(Language::isEvent).forEach(file -> messages.addObject()
                .put("$ref", "#/channels/" + topic + "/messages/" + event(file)));
        return operation;
    }

    private ObjectNode message(String topic, String file, JsonNode schema) {
        ObjectNode message = JSON.createObjectNode();
        message.put("name", "wales.rhannu." + topic.substring(0, topic.indexOf('.')) + "." + event(file));
        message.put("title", schema.path("title").asString(""));
        message.put("summary", schema.path("description").asString(""));
        message.put("contentType", "application/json");
        message.putObject("headers").put("$ref", "#/components/schemas/cloudEventHeaders");
        message.putObject("payload")
                .put("schemaFormat", JSON_SCHEMA)
                .putObject("schema")
                .put("$ref", topic + "/" + file);
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        kafka.putObject("key").put("type", "string").put("description", "The subject's id");
        kafka.put("bindingVersion", "0.5.0");
        JsonNode example =
                language.examples().getOrDefault(topic, Map.of()).get(file.replace(Language.SCHEMA, Language.EXAMPLE));
        if (example != null) {
            message.putArray("examples").addObject().set("payload", example);
        }
        return message;
    }

    private JsonNode about(String topic) {
        return language.topics().getOrDefault(topic, JSON.createObjectNode());
    }

    private static String event(String file) {
        return file.substring(0, file.length() - Language.SCHEMA.length());
    }

    private static String message(String topic, String file) {
        return topic + "." + event(file);
    }

    private static ObjectNode headers() {
        Map<String, String> described = new LinkedHashMap<>();
        described.put("ce_specversion", "1.0");
        described.put("ce_id", "The subject's id and the sequence; the same event always has the same");
        described.put("ce_source", "The service that publishes");
        described.put("ce_type", "What happened");
        described.put("ce_subject", "The subject's id, which is the record's key, too");
        described.put("ce_time", "When it happened, in UTC");
        described.put("ce_dataschema", "The schema of the value");
        described.put(
                "ce_sequence", "Rises with every event of a subject, with gaps: drop what is not above what you have");
        described.put("ce_traceparent", "The trace (W3C Trace Context) in which it happened");
        described.put("ce_partner", "The partner body that published it; absent where we did");
        described.put("content-type", "application/json");
        ObjectNode schema = JSON.createObjectNode();
        schema.put("type", "object");
        ArrayNode required = schema.putArray("required");
        ObjectNode properties = schema.putObject("properties");
        described.forEach((name, description) -> {
            properties.putObject(name).put("type", "string").put("description", description);
            if (!name.equals("ce_traceparent") && !name.equals("ce_partner")) {
                required.add(name);
            }
        });
        return schema;
    }
}
