package wales.rhannu.starter.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the table of all errors, and the pages that their types lead to, as the bundles of the modules have them. */
class ErrorDocumentTests {

    private static final Path CHECKOUT = Path.of("..");
    private static final String STARTER = "problems";
    private static final String SERVICE = "service-problems";

    /** The texts of the modules that have any, the starter's first. */
    private final Map<String, Map<String, ErrorTexts.Entry>> modules = new LinkedHashMap<>();

    ErrorDocumentTests() throws IOException {
        modules.put("service-starter", texts("service-starter", STARTER).entries());
        modules.put("gateway", texts("gateway", STARTER).entries());
        try (Stream<Path> folders = Files.list(CHECKOUT)) {
            folders.filter(folder -> Files.exists(folder.resolve("src/main/resources/" + SERVICE + ".properties")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .forEach(
                            module -> modules.put(module, texts(module, SERVICE).entries()));
        }
    }

    private static ErrorTexts texts(String module, String bundle) {
        return new ErrorTexts(CHECKOUT.resolve(module), bundle);
    }

    @Test
    void theGatewaysErrorsAreToldInBothLanguages() {
        texts("gateway", STARTER).mustBeWhole(Set.of());
    }

    @Test
    void theTableIsWhatTheBundlesSay() throws IOException {
        mustBe("docs/errors.md", table());
    }

    @Test
    void thePagesOfProblemsAreWhatTheBundlesSay() throws IOException {
        mustBe("gateway/src/main/resources/pages/problems.json", pages());
    }

    @Test
    void everyProblemHasAStatus() {
        modules.forEach(
                (module, entries) -> assertThat(entries.values()).as(module).allSatisfy(entry -> assertThat(
                                entry.status() == 0)
                        .as(entry.code())
                        .isEqualTo(entry.englishDetail().isEmpty())));
    }

    private static void mustBe(String name, String written) throws IOException {
        Path file = CHECKOUT.resolve(name);
        if (Boolean.getBoolean("errors.write")) {
            Files.writeString(file, written);
        }
        if (!Files.exists(file) || !Files.readString(file).equals(written)) {
            throw new AssertionError(
                    name + " is not what the bundles say. Write it anew with: mvn -pl service-starter-test -am"
                            + " test -Dtest=ErrorDocumentTests -Dsurefire.failIfNoSpecifiedTests=false -Derrors.write=true");
        }
    }

    private String table() {
        StringBuilder table = new StringBuilder(
                """
                # Errors

                Every text that an error shows, in Welsh and in English. This page is written by `ErrorDocumentTests` from the message bundles
                (`problems`, `service-problems`); change a text there.

                An error is `application/problem+json` (RFC 9457). The last part of its `type` is a code of the first tables, and the address
                `/problems/<code>` of the platform explains it; `title` and `detail` are in the language asked for. What is wrong with an
                input stands in `errors`, each with its place (`pointer` into the body, or `parameter` of the query), a code of the second
                tables and a `detail`. `{0}` and `{1}` stand for values.
                """);
        modules.forEach((module, entries) -> {
            table.append("\n## ").append(module).append('\n');
            List<ErrorTexts.Entry> problems = new ArrayList<>();
            List<ErrorTexts.Entry> values = new ArrayList<>();
            entries.values().forEach(entry -> (entry.status() == 0 ? values : problems).add(entry));
            if (!problems.isEmpty()) {
                table.append("\n| code | status | Cymraeg | English |\n|---|---|---|---|\n");
                problems.forEach(entry -> table.append("| `%s` | %d | **%s.** %s | **%s.** %s |\n"
                        .formatted(
                                entry.code(),
                                entry.status(),
                                cell(entry.welsh()),
                                cell(entry.welshDetail()),
                                cell(entry.english()),
                                cell(entry.englishDetail()))));
            }
            if (!values.isEmpty()) {
                table.append("\n| code of a value | Cymraeg | English |\n|---|---|---|\n");
                values.forEach(entry -> table.append(
                        "| `%s` | %s | %s |\n".formatted(entry.code(), cell(entry.welsh()), cell(entry.english()))));
            }
        });
        return table.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("*", "\\*");
    }

    private String pages() {
        List<Map<String, Object>> pages = new ArrayList<>();
        modules.forEach((module, entries) -> entries.values().stream()
                .filter(entry -> entry.status() != 0)
                .forEach(entry -> {
                    Map<String, Object> page = new LinkedHashMap<>();
                    page.put("service", module);
                    page.put("code", entry.code());
                    page.put("status", entry.status());
                    page.put("cy", told(entry.welsh(), entry.welshDetail()));
                    page.put("en", told(entry.english(), entry.englishDetail()));
                    pages.add(page);
                }));
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(pages) + "\n";
    }

    /** Without the values of one case. */
    private static Map<String, String> told(String title, String detail) {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("title", title);
        told.put("detail", detail.replaceAll("\\{\\d+}", "…"));
        return told;
    }
}
