package wales.rhannu.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompatibilityTests {

    private static final String BEFORE =
            """
            {
              "type": "object",
              "title": "A note",
              "required": ["text"],
              "properties": {
                "text": {"type": "string"},
                "kind": {"enum": ["short", "long"]},
                "size": {"type": "integer"},
                "author": {"$ref": "#/$defs/person"},
                "tags": {"type": "array", "items": {"type": "string"}}
              },
              "$defs": {"person": {"type": "object", "properties": {"name": {"type": "string"}}}}
            }
            """;

    @Nested
    class WithinAVersion {

        @Test
        void nothingBreaksWhereNothingChanges() {
            assertThat(after(BEFORE)).isEmpty();
        }

        @Test
        void aMemberThatNeedNotBeThereMayBeAdded() {
            assertThat(after(BEFORE.replace("\"size\":", "\"colour\": {\"type\": \"string\"}, \"size\":")))
                    .isEmpty();
        }

        @Test
        void wordsThatExplainMayChange() {
            assertThat(after(BEFORE.replace("A note", "What somebody wrote"))).isEmpty();
        }

        @Test
        void aDefinitionMayMove() {
            assertThat(after(BEFORE.replace("#/$defs/person", "#/$defs/human").replace("\"person\":", "\"human\":")))
                    .isEmpty();
        }
    }

    @Nested
    class ItBreaks {

        @Test
        void whenAMemberIsGone() {
            assertThat(after(BEFORE.replace("\"size\": {\"type\": \"integer\"},", "")))
                    .containsExactly("note.schema.json: size is gone");
        }

        @Test
        void whenAMemberIsGoneFromADefinition() {
            assertThat(after(BEFORE.replace("{\"name\": {\"type\": \"string\"}}", "{}")))
                    .containsExactly("note.schema.json#/properties/author: name is gone");
        }

        @Test
        void whenATypeChanges() {
            assertThat(after(BEFORE.replace("\"type\": \"integer\"", "\"type\": \"string\"")))
                    .containsExactly("note.schema.json#/properties/size: the type was \"integer\" and is \"string\"");
        }

        @Test
        void whenATypeWidensBecauseProgramsReadTheOldOne() {
            assertThat(after(BEFORE.replace("\"type\": \"integer\"", "\"type\": [\"integer\", \"null\"]")))
                    .hasSize(1);
        }

        @Test
        void whenTheTypeOfElementsChanges() {
            assertThat(after(BEFORE.replace("\"items\": {\"type\": \"string\"}", "\"items\": {\"type\": \"object\"}")))
                    .containsExactly(
                            "note.schema.json#/properties/tags/items: the type was \"string\" and is \"object\"");
        }

        @Test
        void whenProgramsCanNoLongerCountOnAMember() {
            assertThat(after(BEFORE.replace("\"required\": [\"text\"],", ""))).hasSize(1);
        }

        @Test
        void whenOldRecordsLackWhatMustBeThereNow() {
            assertThat(after(BEFORE.replace("[\"text\"]", "[\"text\", \"size\"]")))
                    .containsExactly("note.schema.json: size must be there now, and old records lack it");
        }

        @Test
        void whenValuesAreAddedOrGone() {
            assertThat(after(BEFORE.replace("\"long\"", "\"endless\"")))
                    .containsExactly("note.schema.json#/properties/kind: its values changed; programs do not know"
                            + " [endless]; old records may have [long]");
        }

        @Test
        void whenAnyOtherRuleChanges() {
            assertThat(after(BEFORE.replace(
                            "\"text\": {\"type\": \"string\"}", "\"text\": {\"type\": \"string\", \"maxLength\": 5}")))
                    .containsExactly("note.schema.json#/properties/text: maxLength was absent and is 5");
        }

        @Test
        void whenASchemaIsGone() {
            assertThat(Compatibility.broken(Map.of("note.schema.json", json(BEFORE)), Map.of()))
                    .containsExactly("note.schema.json is gone, but its records are not");
        }

        @Test
        void whenATopicIsGone() {
            assertThat(Compatibility.brokenTopics(
                            Map.of("notes.notes", Map.of("a.v1.schema.json", json(BEFORE))), Map.of()))
                    .containsExactly("notes.notes/a.v1.schema.json is gone, but its records are not");
        }
    }

    @Test
    void whatSeveralEventsShareIsToldOnce() {
        String event = "{\"properties\": {\"state\": {\"$ref\": \"state.schema.json\"}}}";
        Map<String, JsonNode> before = Map.of(
                "a.v1.schema.json", json(event), "b.v1.schema.json", json(event), "state.schema.json", json(BEFORE));
        Map<String, JsonNode> after = Map.of(
                "a.v1.schema.json",
                json(event),
                "b.v1.schema.json",
                json(event),
                "state.schema.json",
                json(BEFORE.replace("integer", "string")));
        assertThat(Compatibility.broken(before, after)).hasSize(1);
    }

    @Test
    void aDefinitionThatContainsItselfEnds() {
        String tree =
                """
                {"$ref": "#/$defs/node", "$defs": {"node": {"properties": {"child": {"$ref": "#/$defs/node"}}}}}
                """;
        assertThat(Compatibility.broken(Map.of("tree.schema.json", json(tree)), Map.of("tree.schema.json", json(tree))))
                .isEmpty();
    }

    private static List<String> after(String change) {
        return Compatibility.broken(Map.of("note.schema.json", json(BEFORE)), Map.of("note.schema.json", json(change)));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
