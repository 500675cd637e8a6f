package wales.rhannu.contracts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what is built from the sources to where services find it on their classpath; Maven runs it after compiling. */
public final class ContractsBuild {

    private ContractsBuild() {}

    /**
     * Builds them.
     *
     * @param folders the sources, and where to write
     * @throws IllegalArgumentException when a source breaks a rule; the message names the file and the place
     */
    public static void main(String[] folders) throws IOException {
        write(Sources.in(Path.of(folders[0])), Path.of(folders[1]));
    }

    static void write(Language language, Path target) throws IOException {
        clear(target);
        write(language.schemas(), target);
        write(language.examples(), target);
        ObjectNode topics = JsonNodeFactory.instance.objectNode();
        language.topics().forEach(topics::set);
        write(target.resolve("topics.json"), Json.text(topics));
        ObjectNode welsh = JsonNodeFactory.instance.objectNode();
        language.welsh().forEach(welsh::put);
        write(target.resolve("texts.cy.json"), Json.text(welsh));
        write(target.resolve("asyncapi.json"), new AsyncApi(language).document());
    }

    private static void write(Map<String, Map<String, JsonNode>> files, Path target) throws IOException {
        for (Map.Entry<String, Map<String, JsonNode>> topic : files.entrySet()) {
            for (Map.Entry<String, JsonNode> file : topic.getValue().entrySet()) {
                write(target.resolve(topic.getKey()).resolve(file.getKey()), Json.text(file.getValue()));
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, text);
    }

    /** What an earlier build wrote may have no source any more. */
    private static void clear(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
