package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the Dockerfile finds what the build makes, as far as that can be told without an engine; docker/verify has one. */
class DockerfileIT {

    private static final Path CHECKOUT = SharedPlatform.CHECKOUT;

    private final String dockerfile;

    DockerfileIT() throws IOException {
        dockerfile = Files.readString(CHECKOUT.resolve("Dockerfile"));
    }

    @Test
    void theJarOfEveryServiceLiesWhereTheImageTakesItFrom() throws IOException {
        String jar = only("COPY --from=build /source/(\\S+\\.jar) service.jar");
        assertThat(services()).isNotEmpty().allSatisfy(service -> assertThat(
                        CHECKOUT.resolve(jar.replace("${MODULE}", service)))
                .isRegularFile());
    }

    /** The command of the Dockerfile itself, in a folder that has what the stage has by then. */
    @Test
    void theJarIsLaidOutInTheLayersThatTheImageCopies(@TempDir Path layers) throws IOException, InterruptedException {
        String jar = only("COPY --from=build /source/(\\S+\\.jar) service.jar");
        Files.copy(CHECKOUT.resolve(jar.replace("${MODULE}", "partner-service")), layers.resolve("service.jar"));
        List<String> command = new ArrayList<>(
                List.of(only("(?m)^RUN (java -Djarmode=tools [^\\n]*)$").split(" ")));
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Process process = new ProcessBuilder(command)
                .directory(layers.toFile())
                .redirectErrorStream(true)
                .start();
        String said;
        try (InputStream output = process.getInputStream()) {
            said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor()).as(said).isZero();

        List<String> copied = all("COPY --from=layers /layers/(\\S+)/ \\./");
        assertThat(copied).hasSizeGreaterThan(3).allSatisfy(layer -> assertThat(layers.resolve(layer))
                .isDirectory());
        assertThat(copied).anySatisfy(layer -> assertThat(layers.resolve(layer).resolve("service.jar"))
                .isRegularFile());
    }

    @Test
    void whatItTakesFromTheCheckoutIsThere() {
        assertThat(all("(?m)^COPY (?:--chmod=\\d+ )?([^-.\\s]\\S*) \\S+$"))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(CHECKOUT.resolve(file)).isRegularFile());
    }

    private static List<String> services() throws IOException {
        try (var folders = Files.list(CHECKOUT)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> name.endsWith("-service") || name.equals("gateway"))
                    .toList();
        }
    }

    private String only(String pattern) {
        return assertThat(all(pattern)).as(pattern).hasSize(1).actual().get(0);
    }

    private List<String> all(String pattern) {
        return Pattern.compile(pattern)
                .matcher(dockerfile)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
