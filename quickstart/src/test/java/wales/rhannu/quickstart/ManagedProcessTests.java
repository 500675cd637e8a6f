package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whether every service of the checkout is named where it has to be; docs/new-service.md says how. */
class ManagedProcessTests {

    private static final Path CHECKOUT = Path.of("..");

    private static List<String> modules = List.of();

    @BeforeAll
    static void modules() throws IOException {
        try (Stream<Path> folders = Files.list(CHECKOUT)) {
            modules = folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> name.endsWith("-service"))
                    .sorted()
                    .toList();
        }
        assertThat(modules).isNotEmpty();
    }

    private static String text(String path) throws IOException {
        return Files.readString(CHECKOUT.resolve(path));
    }

    @Test
    void aServiceIsStartedAtThePortOfItsConfiguration() throws IOException {
        assertThat(ManagedProcess.ALL.stream()
                        .filter(part -> part.kind() == ManagedProcess.Kind.SERVICE)
                        .map(ManagedProcess::name))
                .containsExactlyInAnyOrderElementsOf(modules);
        for (String module : modules) {
            assertThat(text(module + "/src/main/resources/application.yml")
                            .replaceAll("server:\\s+port:", "server.port:"))
                    .as(module)
                    .contains("server.port: " + ManagedProcess.named(module).port());
        }
    }

    @Test
    void theGatewayHasItsAddressAndItsPaths() throws IOException {
        String gateway = text("gateway/src/main/resources/application.yml");
        for (String module : modules) {
            ManagedProcess part = ManagedProcess.named(module);
            assertThat(gateway)
                    .as(module)
                    .contains("    " + part.segment() + ": http://localhost:" + part.port() + "\n")
                    .contains("    " + part.segment() + ":\n      - /");
        }
    }

    @Test
    void itIsBuiltBeforeThePlatformIsTried() throws IOException {
        for (String module : modules) {
            assertThat(text("pom.xml")).contains("<module>" + module + "</module>");
            assertThat(text("end-to-end-tests/pom.xml")).contains("<artifactId>" + module + "</artifactId>");
        }
    }
}
