package wales.rhannu.partner.catalogue;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.DigestUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.partner.catalogue.Catalogue.PublicTopic;

/** The catalogue in one language. */
final class Edition {

    private static final String INTERNAL = ".internal";
    private static final String SCHEMA = ".schema.json";
    private static final String EXAMPLE = ".example.json";
    private static final String EXAMPLE_ID = "5b0a3b0e-6c2f-5d57-9a9c-0e6f3f0c8a11";
    private static final MediaType JSON_SCHEMA = MediaType.valueOf("application/schema+json");

    /**
     * A type of event on a public topic.
     *
     * @param tombstone whether its events have no data and erase their subject; those of other types may, too
     * @param dataschema as the events name it
     * @param schema where it is served
     * @param example an event of this type, as a reader gets it
     */
    record PublishedType(
            String type,
            String topic,
            String title,
            String description,
            boolean tombstone,
            String dataschema,
            String schema,
            @Nullable JsonNode example) {}

    /** A file of the contracts. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes it
    record Document(byte[] content, MediaType mediaType, String etag) {}

    private final JsonMapper json;
    private final Map<String, String> texts;
    private final AsyncApi asyncApi;
    private final Map<String, PublicTopic> topics = new TreeMap<>();
    private final List<PublishedType> types = new ArrayList<>();
    private final Map<String, Document> documents = new HashMap<>();

    /**
     * Makes it from the contracts.
     *
     * @param language {@code cy} or {@code en}
     * @param texts what each English title and description is in the language; none for English
     */
    Edition(JsonMapper json, Contracts contracts, String language, Map<String, String> texts, URI address) {
        this.json = json;
        this.texts = texts;
        this.asyncApi = new AsyncApi(json, (ObjectNode) contracts.outline(language), address);
        contracts.files().forEach((path, content) -> add(path, content, contracts));
        types.sort(Comparator.comparing(PublishedType::type));
        types.forEach(asyncApi::add);
        documents.put(
                "asyncapi.json", document(json.writeValueAsBytes(asyncApi.document()), MediaType.APPLICATION_JSON));
    }

    private void add(String path, byte[] content, Contracts contracts) {
        String topic = path.substring(0, path.indexOf('/'));
        String file = path.substring(topic.length() + 1);
        JsonNode described = contracts.topics().getOrDefault(topic, json.createObjectNode());
        if (topic.endsWith(INTERNAL)
                || !"public".equals(described.path("audience").asString("public"))) {
            return;
        }
        topics.computeIfAbsent(topic, name -> {
            PublicTopic added = new PublicTopic(
                    name,
                    text(described.path("title").asString(name)),
                    text(described.path("description").asString("")));
            asyncApi.add(added);
            return added;
        });
        if (file.endsWith(EXAMPLE)) {
            documents.put(path, document(content, MediaType.APPLICATION_JSON));
        } else if (file.endsWith(SCHEMA)) {
            JsonNode schema = translated(json.readTree(content));
            documents.put(path, document(texts.isEmpty() ? content : json.writeValueAsBytes(schema), JSON_SCHEMA));
            String happened = file.substring(0, file.length() - SCHEMA.length());
            asyncApi.add(topic, file, schema);
            if (!happened.equals("state") && !happened.startsWith("state.")) {
                types.add(type(topic, happened, schema, contracts.files().get(topic + "/" + happened + EXAMPLE)));
            }
        }
    }

    private PublishedType type(String topic, String happened, JsonNode schema, byte @Nullable [] example) {
        String service = topic.substring(0, Math.max(0, topic.indexOf('.')));
        String type = "wales.rhannu." + service + "." + happened;
        String path = topic + "/" + happened + SCHEMA;
        String dataschema = schema.path("$id").asString("https://rhannu.wales/schemas/" + path);
        boolean tombstone = "null".equals(schema.path("type").asString(""));
        JsonNode data = example == null ? null : json.readTree(example);
        return new PublishedType(
                type,
                topic,
                schema.path("title").asString(happened),
                schema.path("description").asString(""),
                tombstone,
                dataschema,
                "/schemas/" + path,
                data == null && !tombstone ? null : event(service, type, dataschema, data));
    }

    /** The example as a whole event: what the contracts hold is its data, null for a tombstone. */
    private JsonNode event(String service, String type, String dataschema, @Nullable JsonNode data) {
        String subject =
                data == null ? EXAMPLE_ID : data.path("state").path("id").asString(EXAMPLE_ID);
        ObjectNode event = json.createObjectNode();
        event.put("specversion", "1.0");
        event.put("id", subject + "-1767225600000");
        event.put("source", "/" + service + "-service");
        event.put("type", type);
        event.put("subject", subject);
        event.put("time", "2026-01-01T00:00:00Z");
        event.put("dataschema", dataschema);
        event.put("sequence", "1767225600000");
        if (data != null) {
            event.put("datacontenttype", "application/json");
            event.set("data", data);
        }
        return event;
    }

    private JsonNode translated(JsonNode schema) {
        schema.forEach(this::translated);
        if (schema instanceof ObjectNode object) {
            for (String text : List.of("title", "description")) {
                if (object.path(text).isString()) {
                    object.put(text, text(object.path(text).stringValue()));
                }
            }
        }
        return schema;
    }

    private String text(String english) {
        return texts.getOrDefault(english, english);
    }

    private static Document document(byte[] content, MediaType mediaType) {
        return new Document(content, mediaType, "\"" + DigestUtils.md5DigestAsHex(content) + "\"");
    }

    Collection<PublicTopic> topics() {
        return topics.values();
    }

    List<PublishedType> types() {
        return types;
    }

    Optional<PublishedType> type(String type) {
        return types.stream().filter(it -> it.type().equals(type)).findFirst();
    }

    /** A file of the contracts by its path, of those that were read at the start: no other file can be named. */
    Optional<Document> document(String path) {
        return Optional.ofNullable(documents.get(path));
    }
}
