package wales.rhannu.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The sources of the published language: a file per topic, and {@code common.json} with the definitions that they share. */
final class Sources {

    static final String COMMON = "common.json";

    private Sources() {}

    /** Builds the language from a folder. */
    static Language in(Path folder) {
        return language(read(folder));
    }

    /** The sources of a folder by the names of their files; none when there is no such folder. */
    static Map<String, JsonNode> read(Path folder) {
        Map<String, JsonNode> sources = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return sources;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                sources.put(String.valueOf(file.getFileName()), read(file, Files.readString(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    private static JsonNode read(Path file, String text) {
        try {
            return Json.read(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Builds the language from sources by the names of their files. */
    static Language language(Map<String, JsonNode> sources) {
        Texts texts = new Texts();
        Map<String, JsonNode> topics = new TreeMap<>();
        Map<String, Map<String, JsonNode>> schemas = new TreeMap<>();
        Map<String, Map<String, JsonNode>> examples = new TreeMap<>();
        sources.forEach((file, source) -> {
            if (!file.equals(COMMON)) {
                Topic topic = new Topic(file, source, sources.getOrDefault(COMMON, Json.read("{}")), texts);
                topics.put(topic.name(), topic.about());
                schemas.put(topic.name(), topic.schemas());
                examples.put(topic.name(), topic.examples());
            }
        });
        return new Language(topics, schemas, examples, texts.welsh());
    }
}
