package wales.rhannu.partner.catalogue;

import java.net.URI;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.partner.catalogue.Catalogue.PublicTopic;
import wales.rhannu.partner.catalogue.Edition.PublishedType;

/**
 * The public topics as one AsyncAPI 3 document that needs no other: how they are read over HTTP, with all schemas in it. Its
 * schemas are AsyncAPI's own, a superset of JSON Schema draft 7, since stock parsers know no later draft.
 */
final class AsyncApi {

    private static final String SCHEMA = ".schema.json";
    private static final String DEFINITION = "#/$defs/";
    private static final String COMPONENT = "#/components/schemas/";

    private final JsonMapper json;
    private final ObjectNode document;

    /**
     * Begins a document.
     *
     * @param outline what is the same whatever the topics are, in one language; it becomes the document
     * @param address the platform's
     */
    AsyncApi(JsonMapper json, ObjectNode outline, URI address) {
        this.json = json;
        this.document = outline;
        ObjectNode server = document.withObject("/servers/platform");
        server.put("host", address.getRawAuthority());
        server.put("protocol", address.getScheme());
    }

    JsonNode document() {
        return document;
    }

    void add(PublicTopic topic) {
        ObjectNode channel = document.withObject("/channels").putObject(topic.topic());
        channel.put("address", "/" + topic.topic() + "/events");
        channel.put("title", topic.title());
        channel.put("description", topic.description());
        channel.putObject("messages");
        ObjectNode operation = document.withObject("/operations").putObject("publish." + topic.topic());
        operation.put("action", "send");
        operation.putObject("channel").put("$ref", "#/channels/" + topic.topic());
        operation.putArray("messages");
        operation.putObject("bindings").putObject("http").put("method", "GET").put("bindingVersion", "0.3.0");
    }

    /** Adds a type of event of a topic that was added before. */
    void add(PublishedType type) {
        String event = type.type().substring(type.type().indexOf('.', "wales.rhannu.".length()) + 1);
        String name = type.topic() + "." + event;
        ((ObjectNode) document.path("channels").path(type.topic()).path("messages"))
                .putObject(event)
                .put("$ref", "#/components/messages/" + name);
        ((ArrayNode) document.path("operations").path("publish." + type.topic()).path("messages"))
                .addObject()
                .put("$ref", "#/channels/" + type.topic() + "/messages/" + event);
        ObjectNode message = document.withObject("/components/messages").putObject(name);
        message.put("name", type.type());
        message.put("title", type.title());
        message.put("summary", type.description());
        ObjectNode payload = message.putObject("payload");
        ArrayNode all = payload.putArray("allOf");
        all.addObject().put("$ref", COMPONENT + "cloudEvent");
        ObjectNode own = all.addObject().put("type", "object");
        ObjectNode properties = own.putObject("properties");
        properties.putObject("type").put("const", type.type());
        properties.putObject("dataschema").put("const", type.dataschema());
        if (type.tombstone()) {
            own.putObject("not").putArray("required").add("data");
        } else {
            properties.putObject("data").put("$ref", COMPONENT + name);
        }
        if (type.example() != null) {
            message.putArray("examples").addObject().set("payload", type.example());
        }
    }

    /**
     * Adds a schema of a topic, and its definitions beside it.
     *
     * @param file as {@code state.schema.json}
     */
    void add(String topic, String file, JsonNode schema) {
        String name = topic + "." + file.substring(0, file.length() - SCHEMA.length());
        ObjectNode schemas = document.withObject("/components/schemas");
        schemas.set(name, converted(topic, file, schema));
        schema.path("$defs")
                .properties()
                .forEach(definition ->
                        schemas.set(name + "." + definition.getKey(), converted(topic, file, definition.getValue())));
    }

    private JsonNode converted(String topic, String file, JsonNode node) {
        if (node.isArray()) {
            ArrayNode elements = json.createArrayNode();
            node.forEach(element -> elements.add(converted(topic, file, element)));
            return elements;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode converted = json.createObjectNode();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getKey().startsWith("$")) {
                converted.set(member.getKey(), converted(topic, file, member.getValue()));
            }
        }
        if (node.path("$ref").isString()) {
            ObjectNode reference = json.createObjectNode()
                    .put("$ref", component(topic, file, node.path("$ref").stringValue()));
            if (converted.isEmpty()) {
                return reference;
            }
            converted.putArray("allOf").add(reference); // what stands beside a reference does not count in draft 7
        }
        return converted;
    }

    private static String component(String topic, String file, String reference) {
        int hash = reference.indexOf('#');
        String target = hash == 0 ? file : hash < 0 ? reference : reference.substring(0, hash);
        String name = COMPONENT + topic + "." + target.substring(0, target.length() - SCHEMA.length());
        return hash < 0 ? name : name + "." + reference.substring(hash + DEFINITION.length());
    }
}
