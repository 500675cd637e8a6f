package wales.rhannu.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares the schemas with those that subscribers were given: what was released only grows within its version. */
class ReleasedTests {

    private final Map<String, Map<String, JsonNode>> released = Released.schemas();

    @Test
    void whatWasReleasedOnlyGrows() throws IOException {
        Map<String, Map<String, JsonNode>> now = Checkout.language().schemas();
        List<String> broken = Compatibility.brokenTopics(released, now);
        if (!broken.isEmpty()) {
            throw new AssertionError("Released schemas changed in a way that breaks those who read them. Put back what "
                    + "was there, and write the change as a new version (an event thing-happened.v2, and a state.v2 if "
                    + "the state changes; contracts/README.md says how):\n  " + String.join("\n  ", broken));
        }
        if (Boolean.getBoolean("contracts.release")) {
            for (Map.Entry<String, Map<String, JsonNode>> topic : now.entrySet()) {
                Files.writeString(Checkout.RELEASED.resolve(topic.getKey() + ".json"), Released.text(topic.getValue()));
            }
        }
    }

    @Test
    void releasedFilesAreAsAReleaseWritesThem() throws IOException {
        for (Map.Entry<String, Map<String, JsonNode>> topic : released.entrySet()) {
            assertThat(Files.readString(Checkout.RELEASED.resolve(topic.getKey() + ".json")))
                    .isEqualTo(Released.text(topic.getValue()));
        }
    }

    /** The sources of the checkout with one edit each. */
    @Nested
    class AnEditIsRefused {

        @Test
        void thatRemovesAMemberOfAState() {
            assertThat(after("membership.members.internal", topic -> object(topic, "/state/properties")
                            .remove("roles")))
                    .contains("membership.members.internal/state.schema.json: roles is gone");
        }

        @Test
        void thatNarrowsAType() {
            assertThat(after("feedback.rankings", topic -> object(topic, "/state/properties/created")
                            .put("type", "integer")))
                    .containsExactly("feedback.rankings/state.schema.json#/properties/created: "
                            + "the type was \"string\" and is \"integer\"");
        }

        @Test
        void thatWantsWhatOldRecordsLack() {
            assertThat(after("feedback.rankings", topic -> ((ArrayNode) topic.at("/state/required")).add("counted")))
                    .containsExactly("feedback.rankings/state.schema.json: "
                            + "counted must be there now, and old records lack it");
        }

        @Test
        void thatChangesWhatAnEventSays() {
            assertThat(after("feedback.outcomes", topic -> object(topic, "/events/outcome-updated.v1/change/properties")
                            .remove("before")))
                    .containsExactly(
                            "feedback.outcomes/outcome-updated.v1.schema.json#/properties/change: before is gone");
        }

        @Test
        void thatRemovesAnEvent() {
            assertThat(after("events.meetups", topic -> object(topic, "/events").remove("meetup-held.v1")))
                    .containsExactly("events.meetups/meetup-held.v1.schema.json is gone, but its records are not");
        }

        @Test
        void thatMakesAnEventATombstone() {
            assertThat(after("events.meetups", topic -> {
                        ObjectNode event = object(topic, "/events/meetup-published.v1");
                        event.remove(List.of("change", "example"));
                        event.put("tombstone", true);
                    }))
                    .contains(
                            "events.meetups/meetup-published.v1.schema.json: the type was \"object\" and is \"null\"");
        }

        @Test
        void thatChangesADefinitionOfSeveralTopics() {
            assertThat(after("common", common -> object(common, "/$defs/caseStudyText/properties/cy")
                            .put("maxLength", 100)))
                    .anyMatch(line -> line.startsWith("casestudy.case-studies/") && line.contains("maxLength"))
                    .anyMatch(line -> line.startsWith("casestudy.case-studies.internal/"));
        }

        @Test
        void thatRemovesATopic() {
            Map<String, JsonNode> sources = new HashMap<>(Checkout.sources());
            sources.remove("events.meetups.json");
            assertThat(Compatibility.brokenTopics(
                            released, Sources.language(sources).schemas()))
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("events.meetups/") && line.contains("is gone"));
        }
    }

    @Nested
    class AnEditIsTaken {

        @Test
        void thatAddsAMemberOrAnEvent() {
            assertThat(after("events.meetups", topic -> {
                        object(topic, "/state/properties").putObject("colour").put("type", "string");
                        object(topic, "/events")
                                .set(
                                        "meetup-moved.v1",
                                        topic.at("/events/meetup-held.v1").deepCopy());
                    }))
                    .isEmpty();
        }
    }

    private List<String> after(String source, Consumer<JsonNode> edit) {
        Map<String, JsonNode> sources = new TreeMap<>(Checkout.sources());
        JsonNode edited =
                sources.getOrDefault(source + ".json", Json.read("{}")).deepCopy();
        edit.accept(edited);
        sources.put(source + ".json", edited);
        return Compatibility.brokenTopics(released, Sources.language(sources).schemas());
    }

    private static ObjectNode object(JsonNode source, String pointer) {
        return (ObjectNode) source.at(pointer);
    }
}
