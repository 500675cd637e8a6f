package wales.rhannu.contracts;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One topic's source, and the files that are built from it. */
final class Topic {

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final Pattern STATE = Pattern.compile("state(\\.v[2-9][0-9]*)?");
    private static final List<String> ABOUT = List.of("title", "description", "service", "audience");
    private static final List<String> EVENT =
            List.of("title", "description", "deprecated", "tombstone", "state", "change", "example");
    private static final JsonNode NO_CHANGE = Json.read(
            """
            {"description": {"cy": "Ni ddywedir rhagor am y newid.", "en": "Nothing more is said of the change."}}
            """);

    private final String name;
    private final ObjectNode about = object();
    private final Map<String, JsonNode> schemas = new TreeMap<>();
    private final Map<String, JsonNode> examples = new TreeMap<>();

    /** @throws IllegalArgumentException when the source breaks a rule; the message names the file and the place */
    Topic(String file, JsonNode source, JsonNode common, Texts texts) {
        if (!file.endsWith(".json")) {
            throw new IllegalArgumentException(file + " is no source: the name of a topic's is <topic>.json");
        }
        name = file.substring(0, file.length() - ".json".length());
        source.propertyNames().forEach(member -> {
            if (!ABOUT.contains(member)
                    && !List.of("example", "events").contains(member)
                    && !STATE.matcher(member).matches()) {
                throw new IllegalArgumentException(file + ": nothing of a topic is called " + member);
            }
        });
        about.put("title", texts.english(file + "/title", source.path("title")));
        about.put("description", texts.english(file + "/description", source.path("description")));
        about.set("service", source.path("service"));
        about.set("audience", source.path("audience"));
        source.properties().forEach(entry -> {
            if (STATE.matcher(entry.getKey()).matches()) {
                String place = file + "/" + entry.getKey();
                Schemas whole = new Schemas(entry.getValue().path("$defs"), common, texts);
                ObjectNode schema = head(place, entry.getKey(), entry.getValue(), texts);
                ObjectNode rest = (ObjectNode) entry.getValue().deepCopy();
                schema.setAll((ObjectNode) whole.whole(place, rest.without(List.of("title", "description")), ""));
                schemas.put(entry.getKey() + Language.SCHEMA, schema);
            }
        });
        source.path("events").properties().forEach(entry -> {
            Event event = new Event(file + "/events/" + entry.getKey(), entry.getKey(), entry.getValue());
            schemas.put(event.name() + Language.SCHEMA, schema(event, source, common, texts));
            if (!event.isTombstone()) {
                examples.put(event.name() + Language.EXAMPLE, example(event, source.path("example")));
            }
        });
    }

    private record Event(String place, String name, JsonNode source) {

        Event {
            source.propertyNames().forEach(member -> {
                if (!EVENT.contains(member)) {
                    throw new IllegalArgumentException(place + ": nothing of an event is called " + member);
                }
            });
            if (isTombstone(source) && (source.has("change") || source.has("example"))) {
                throw new IllegalArgumentException(place + " is a tombstone, and has neither change nor example");
            }
        }

        boolean isTombstone() {
            return isTombstone(source);
        }

        private static boolean isTombstone(JsonNode source) {
            return source.path("tombstone").asBoolean(false);
        }

        /** Which of the topic's states it has. */
        String state() {
            return source.path("state").asString("state");
        }
    }

    private ObjectNode head(String place, String file, JsonNode source, Texts texts) {
        ObjectNode schema = object();
        schema.put("$schema", DRAFT);
        schema.put("$id", Language.SCHEMAS + name + "/" + file + Language.SCHEMA);
        schema.put("title", texts.english(place + "/title", source.path("title")));
        schema.put("description", texts.english(place + "/description", source.path("description")));
        return schema;
    }

    private ObjectNode schema(Event event, JsonNode source, JsonNode common, Texts texts) {
        ObjectNode schema = head(event.place(), event.name(), event.source(), texts);
        if (event.source().has("deprecated")) {
            schema.set("deprecated", event.source().path("deprecated"));
        }
        if (event.isTombstone()) {
            return schema.put("type", "null");
        }
        JsonNode state = source.path(event.state());
        if (state.isMissingNode()) {
            throw new IllegalArgumentException(event.place() + ": the topic has no " + event.state());
        }
        String stateFile = event.state() + Language.SCHEMA;
        JsonNode change = event.source().path("change");
        ObjectNode changed = object();
        changed.put("type", "object");
        changed.setAll((ObjectNode) new Schemas(state.path("$defs"), common, texts)
                .whole(event.place() + "/change", change.isMissingNode() ? NO_CHANGE : change, stateFile));
        schema.put("type", "object");
        schema.putArray("required").add("state").add("change");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("state").put("$ref", stateFile);
        properties.set("change", changed);
        return schema;
    }

    /** The topic's example with what the event's own says of it. */
    private static JsonNode example(Event event, JsonNode state) {
        JsonNode example = event.source().path("example");
        example.propertyNames().forEach(member -> {
            if (!List.of("state", "patch", "change").contains(member)) {
                throw new IllegalArgumentException(event.place() + ": nothing of an example is called " + member);
            }
        });
        ObjectNode data = object();
        JsonNode whole = example.path("state").isMissingNode() ? state : example.path("state");
        data.set("state", example.has("patch") ? Json.patch(whole, example.path("patch")) : whole);
        data.set("change", example.has("change") ? example.path("change") : object());
        return data;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    String name() {
        return name;
    }

    /** Its title and description in English, the service that publishes it, and its audience. */
    JsonNode about() {
        return about;
    }

    Map<String, JsonNode> schemas() {
        return schemas;
    }

    Map<String, JsonNode> examples() {
        return examples;
    }
}
