package wales.rhannu.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SourcesTests {

    private static final String TOPIC =
            """
            {
              "title": {"cy": "Nodiadau", "en": "Notes"},
              "description": {"cy": "Popeth a nodwyd.", "en": "All that was noted."},
              "service": "notes-service",
              "audience": "public",
              "state": {
                "title": {"cy": "Nodyn", "en": "Note"},
                "description": {"cy": "Un nodyn.", "en": "One note."},
                "type": "object",
                "required": ["id"],
                "properties": {
                  "id": {"type": "string"},
                  "text": {"$ref": "#/$defs/pair"},
                  "author": {"$ref": "common.json#/$defs/person"}
                },
                "$defs": {"pair": {"$ref": "common.json#/$defs/text"}}
              },
              "example": {"id": "n-1", "text": {"cy": "Helo", "en": "Hello"}, "author": {"name": {"en": "Mair"}}},
              "events": {
                "note-written.v1": {
                  "title": {"cy": "Ysgrifennwyd nodyn", "en": "Note written"},
                  "description": {"cy": "Mae'n newydd.", "en": "It is new."}
                },
                "note-edited.v1": {
                  "title": {"cy": "Golygwyd nodyn", "en": "Note edited"},
                  "description": {"cy": "Mae'n wahanol.", "en": "It is different."},
                  "change": {"required": ["before"], "properties": {"before": {"$ref": "#/$defs/pair"}}},
                  "example": {"patch": {"text": {"cy": null}, "author": null}, "change": {"before": {"en": "Hi"}}}
                },
                "note-erased.v1": {
                  "title": {"cy": "Dilëwyd nodyn", "en": "Note erased"},
                  "description": {"cy": "Carreg fedd.", "en": "A tombstone."},
                  "tombstone": true
                }
              }
            }
            """;
    private static final String COMMON =
            """
            {
              "$defs": {
                "text": {"type": "object", "properties": {"cy": {"type": "string"}, "en": {"type": "string"}}},
                "person": {
                  "type": "object",
                  "description": {"cy": "Rhywun.", "en": "Somebody."},
                  "properties": {"name": {"$ref": "#/$defs/text"}}
                }
              }
            }
            """;

    @Nested
    class Built {

        private final Language language = language(TOPIC, COMMON);

        @Test
        void theStateHasWhatIsCommonInPlaceOfTheReference() {
            assertThat(schema("state"))
                    .isEqualTo(
                            Json.read(
                                    """
                                    {
                                      "$schema": "https://json-schema.org/draft/2020-12/schema",
                                      "$id": "https://rhannu.wales/schemas/notes.notes/state.schema.json",
                                      "title": "Note",
                                      "description": "One note.",
                                      "type": "object",
                                      "required": ["id"],
                                      "properties": {
                                        "id": {"type": "string"},
                                        "text": {"$ref": "#/$defs/pair"},
                                        "author": {
                                          "type": "object",
                                          "description": "Somebody.",
                                          "properties": {"name": {"$ref": "#/$defs/pair"}}
                                        }
                                      },
                                      "$defs": {
                                        "pair": {
                                          "type": "object",
                                          "properties": {"cy": {"type": "string"}, "en": {"type": "string"}}
                                        }
                                      }
                                    }
                                    """));
        }

        @Test
        void anEventHasTheStateAndWhatChanged() {
            JsonNode edited = schema("note-edited.v1");
            assertThat(edited.at("/properties/state/$ref").asString()).isEqualTo("state.schema.json");
            assertThat(edited.at("/properties/change/properties/before/$ref").asString())
                    .isEqualTo("state.schema.json#/$defs/pair");
            assertThat(schema("note-written.v1")
                            .at("/properties/change/description")
                            .asString())
                    .isEqualTo("Nothing more is said of the change.");
            assertThat(schema("note-erased.v1").path("type").asString()).isEqualTo("null");
        }

        @Test
        void examplesAreTheTopicsWithWhatDiffers() {
            assertThat(language.examples().getOrDefault("notes.notes", Map.of()))
                    .containsOnly(
                            Map.entry(
                                    "note-written.v1.example.json",
                                    Json.read(
                                            """
                                            {"state": {"id": "n-1", "text": {"cy": "Helo", "en": "Hello"},
                                             "author": {"name": {"en": "Mair"}}}, "change": {}}
                                            """)),
                            Map.entry(
                                    "note-edited.v1.example.json",
                                    Json.read(
                                            """
                                            {"state": {"id": "n-1", "text": {"en": "Hello"}}, "change": {"before": {"en": "Hi"}}}
                                            """)));
        }

        @Test
        void everyEnglishTextHasItsWelshOne() {
            assertThat(language.welsh())
                    .containsEntry("Note edited", "Golygwyd nodyn")
                    .containsEntry("Somebody.", "Rhywun.");
        }

        @Test
        void anEventOfASecondVersionHasTheStateThatItNames() {
            Language both = language(
                    TOPIC.replace(
                                    "\"example\": {\"id\"",
                                    "\"state.v2\": {\"title\": {\"cy\": \"Nodyn\", \"en\": \"Note\"},"
                                            + "\"description\": {\"cy\": \"Un nodyn.\", \"en\": \"One note.\"}}, \"example\": {\"id\"")
                            .replace("\"note-written.v1\": {", "\"note-written.v2\": {\"state\": \"state.v2\","),
                    COMMON);
            Map<String, JsonNode> schemas = both.schemas().getOrDefault("notes.notes", Map.of());
            assertThat(schemas).containsKey("state.v2.schema.json");
            assertThat(schemas.getOrDefault("note-written.v2.schema.json", Json.read("{}"))
                            .at("/properties/state/$ref")
                            .asString())
                    .isEqualTo("state.v2.schema.json");
        }

        private JsonNode schema(String file) {
            return language.schemas()
                    .getOrDefault("notes.notes", Map.of())
                    .getOrDefault(file + ".schema.json", Json.read("{}"));
        }
    }

    @Nested
    class Refused {

        @Test
        void aMemberThatNobodyReads() {
            refused(TOPIC.replace("\"tombstone\"", "\"tombstoen\""))
                    .hasMessage("notes.notes.json/events/note-erased.v1: nothing of an event is called tombstoen");
            refused(TOPIC.replace("\"audience\"", "\"audiense\"")).hasMessageContaining("audiense");
            refused(TOPIC.replace("\"patch\"", "\"path\""))
                    .hasMessageContaining("nothing of an example is called path");
        }

        @Test
        void aTextInOneLanguage() {
            refused(TOPIC.replace("{\"cy\": \"Mae'n newydd.\", \"en\": \"It is new.\"}", "\"It is new.\""))
                    .hasMessageContaining("notes.notes.json/events/note-written.v1/description must be a pair");
        }

        @Test
        void twoWelshTextsOfOneEnglishText() {
            refused(TOPIC.replace("\"cy\": \"Un nodyn.\", \"en\": \"One note.\"", "\"cy\": \"Un.\", \"en\": \"Notes\""))
                    .hasMessageContaining("\"Notes\" has two Welsh texts");
        }

        @Test
        void aDefinitionThatThereIsNot() {
            refused(TOPIC.replace("common.json#/$defs/person", "common.json#/$defs/nobody"))
                    .hasMessageContaining("common.json has no definition nobody");
        }

        @Test
        void aCommonDefinitionWithoutWhatItRefersTo() {
            refused(TOPIC.replace("{\"$ref\": \"common.json#/$defs/text\"}", "{\"type\": \"object\"}"))
                    .hasMessageContaining("refers to text, which the topic's $defs lack");
        }

        @Test
        void aTombstoneWithAChange() {
            refused(TOPIC.replace("\"tombstone\": true", "\"tombstone\": true, \"change\": {}"))
                    .hasMessageContaining("is a tombstone, and has neither change nor example");
        }

        private AbstractThrowableAssert<?, ?> refused(String topic) {
            return assertThatThrownBy(() -> language(topic, COMMON)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theSourceThatTheReadmeShowsIsOne() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("```json\n") + "```json\n".length();
        Map<String, JsonNode> sources = new TreeMap<>(Checkout.sources());
        sources.put("notes.notes.json", Json.read(readme.substring(begin, readme.indexOf("```", begin))));
        assertThat(Sources.language(sources).examples().getOrDefault("notes.notes", Map.of()))
                .containsOnlyKeys("note-written.v1.example.json", "note-edited.v1.example.json");
    }

    private static Language language(String topic, String common) {
        return Sources.language(Map.of("notes.notes.json", Json.read(topic), "common.json", Json.read(common)));
    }
}
