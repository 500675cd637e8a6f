package wales.rhannu.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The published language as it stands in a folder: a folder per topic, and in it schemas and examples.
 *
 * @param schemas by topic and then by file
 * @param examples likewise
 */
record Language(Map<String, Map<String, JsonNode>> schemas, Map<String, Map<String, JsonNode>> examples) {

    static final String SCHEMA = ".schema.json";
    static final String EXAMPLE = ".example.json";
    static final Path CURRENT = Path.of("src", "main", "resources", "contracts");
    static final Path RELEASED = Path.of("released");

    private static final JsonMapper JSON = JsonMapper.shared();

    static Language current() {
        return in(CURRENT);
    }

    /** Empty when there is no such folder. */
    static Language in(Path folder) {
        Map<String, Map<String, JsonNode>> schemas = new TreeMap<>();
        Map<String, Map<String, JsonNode>> examples = new TreeMap<>();
        for (Path topic : list(folder)) {
            if (Files.isDirectory(topic)) {
                for (Path file : list(topic)) {
                    String name = name(file);
                    if (name.endsWith(SCHEMA)) {
                        put(schemas, name(topic), name, file);
                    } else if (name.endsWith(EXAMPLE)) {
                        put(examples, name(topic), name, file);
                    }
                }
            }
        }
        return new Language(schemas, examples);
    }

    private static void put(Map<String, Map<String, JsonNode>> all, String topic, String name, Path file) {
        try {
            all.computeIfAbsent(topic, unused -> new TreeMap<>()).put(name, JSON.readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException e) {
            throw new AssertionError(topic + "/" + name + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Whether a schema is of an event, and not of the state that a topic's events share. */
    static boolean isEvent(String file) {
        return !file.startsWith("state.");
    }

    /** Whether an event never has data, and removes its subject from the topic. */
    static boolean isTombstone(JsonNode schema) {
        return "null".equals(schema.path("type").asString(""));
    }
}
