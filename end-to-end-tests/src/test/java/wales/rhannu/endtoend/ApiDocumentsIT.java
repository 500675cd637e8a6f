package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wales.rhannu.endtoend.openapi.ApiDocument;
import wales.rhannu.endtoend.openapi.GeneratedClient;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Platform;

/** The OpenAPI documents, read by programs that are not ours: a linter, and a generator of clients. */
class ApiDocumentsIT {

    private static final Path FOLDER = Path.of("target", "openapi").toAbsolutePath();
    private static final List<String> SERVICES = List.of("membership", "casestudy", "events", "feedback", "partner");

    private static final Platform PLATFORM = SharedPlatform.running();

    @BeforeAll
    static void fetch() throws IOException {
        Files.createDirectories(FOLDER);
        Api anybody = PLATFORM.api(null);
        for (String service : SERVICES) {
            Files.writeString(
                    FOLDER.resolve(service + ".json"),
                    ApiDocument.of(anybody, service).text());
        }
    }

    /** Skipped where there is no Node, or npm cannot install the linter. */
    @Test
    @Timeout(180)
    void theRulesetSpectralOasFindsNoError() throws Exception {
        for (String file : List.of("package.json", "spectral.yaml")) {
            try (InputStream ours = ApiDocumentsIT.class.getResourceAsStream("/openapi/" + file)) {
                Files.copy(Objects.requireNonNull(ours), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path log = FOLDER.resolve("npm.log");
        for (List<String> command : List.of(
                List.of("node", "--version"),
                List.of(
                        "npm",
                        "install",
                        "--no-package-lock",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--prefer-offline",
                        "--fetch-retries=0",
                        "--fetch-timeout=20000"))) {
            if (!succeeds(command, log)) {
                String skipped = "Skipped: no linter from npm reads the OpenAPI documents: " + command.get(0) + " "
                        + command.get(1) + " did not work, see " + log;
                System.out.println(skipped);
                Assumptions.abort(skipped);
            }
        }
        List<String> lint = new ArrayList<>(List.of(
                "node",
                "node_modules/@stoplight/spectral-cli/dist/index.js",
                "lint",
                "--ruleset",
                "spectral.yaml",
                "--fail-severity",
                "error",
                "--quiet"));
        SERVICES.forEach(service -> lint.add(service + ".json"));
        Path findings = FOLDER.resolve("findings.txt");
        assertThat(succeeds(lint, findings)).as(Files.readString(findings)).isTrue();
    }

    private static boolean succeeds(List<String> command, Path log) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .directory(FOLDER.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** One create, list, page, edit and step of each service that has them, by classes that only the documents made. */
    @Test
    @Timeout(300)
    void aClientGeneratedFromThemDoesWhatTheyTell() throws Exception {
        GeneratedClient client = GeneratedClient.of(FOLDER, SERVICES);
        String told = client.run(Map.of("RHANNU_TOKEN", SharedPlatform.tokenOfSomebodyWithAllRoles()));
        System.out.println(told);
        assertThat(told).contains("membership done", "casestudy done", "events done", "feedback done", "partner done");
    }
}
