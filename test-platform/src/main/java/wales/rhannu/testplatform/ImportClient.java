package wales.rhannu.testplatform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Imports of case studies, as a facilitator. */
public final class ImportClient {

    private static final String IMPORTS = "/api/v1/case-study-imports";

    private final Api facilitator;

    public ImportClient(Api facilitator) {
        this.facilitator = facilitator;
    }

    /**
     * The progress of an import.
     *
     * @param total 0 while it is unknown
     */
    public record Progress(String state, int total, int created, int unchanged, int refused, JsonNode json) {

        public int done() {
            return created + unchanged + refused;
        }

        public boolean isEnded() {
            return !state.equals("waiting") && !state.equals("running");
        }
    }

    /** Begins an import and gives its address. */
    public String begin(String fileName, byte[] file, byte[] mapping) {
        Api.Answer answer = send(fileName, file, mapping);
        return answer.mustSucceed().header("Location");
    }

    /** Asks for an import. */
    public Api.Answer send(String fileName, byte[] file, byte[] mapping) {
        return facilitator.postForm(
                IMPORTS + "?publish=true",
                List.of(
                        new Api.Part("mapping", "mapping.yaml", "application/yaml", mapping),
                        new Api.Part("file", fileName, "application/octet-stream", file)),
                "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    public Progress progress(String location) {
        String path = location.substring(location.indexOf("/api/"));
        JsonNode json = facilitator.get(path).mustSucceed().json();
        JsonNode rows = json.path("rows");
        return new Progress(
                json.path("state").asString(""),
                rows.path("total").asInt(0),
                rows.path("created").asInt(0),
                rows.path("unchanged").asInt(0),
                rows.path("refused").asInt(0),
                json);
    }

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A generated CSV file with a mark in the title of each row, for {@link #madeUpMapping}. */
    public static byte[] madeUp(String mark, int rows) {
        StringBuilder csv = new StringBuilder("Title,Agency,Summary,Stage\r\n");
        for (int row = 1; row <= rows; row++) {
            csv.append(mark)
                    .append(" row ")
                    .append(row)
                    .append(",\"Bureau of Tests, ")
                    .append(row % 7)
                    .append("\",\"It sorts what comes in,\nand says \"\"so\"\" in ")
                    .append(row)
                    .append(" ways\",")
                    .append(row % 2 == 0 ? "live" : "pilot")
                    .append("\r\n");
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The mapping of generated files. */
    public static byte[] madeUpMapping(String source) {
        return """
                source: %s
                format: csv
                organisation: Agency
                fields:
                  title.en: { column: Title }
                  summary.en: { column: Summary }
                  kind: { constant: ai }
                  stage: { column: Stage, values: { live: live, pilot: pilot } }
                  outcome: { constant: not-known }
                """
                .formatted(source)
                .getBytes(StandardCharsets.UTF_8);
    }
}
