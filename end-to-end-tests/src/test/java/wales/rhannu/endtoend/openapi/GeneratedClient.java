package wales.rhannu.endtoend.openapi;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A Java client of all services that openapi-generator made of their documents, and {@code Journey.java}, which uses it. */
public final class GeneratedClient {

    /** The generator and the libraries that its clients use, which Maven puts there; their Jackson is the generator's own. */
    private static final Path LIBRARIES = Path.of("target", "client-libraries").toAbsolutePath();

    private static final String GENERATOR = "openapi-generator-cli.jar";
    private static final String CONFIGURATION =
            """
            generatorName: java
            library: native
            inputSpec: %1$s.json
            outputDir: client/%1$s
            apiPackage: client.%1$s.api
            modelPackage: client.%1$s.model
            invokerPackage: client.%1$s
            globalProperties: {apis: "", models: "", supportingFiles: "", apiTests: "false", modelTests: "false", apiDocs: "false",
              modelDocs: "false"}
            parameterNameMappings: {wait: waitSeconds}
            additionalProperties: {useJakartaEe: true, useSingleRequestParameter: true, hideGenerationTimestamp: true}
            """;

    private final Path folder;

    private GeneratedClient(Path folder) {
        this.folder = folder;
    }

    /** Generates and compiles one from {@code <service>.json} in the folder. */
    public static GeneratedClient of(Path folder, List<String> services) throws IOException, InterruptedException {
        GeneratedClient client = new GeneratedClient(folder);
        List<String> generate = new ArrayList<>(List.of(
                java("java"),
                "-XX:TieredStopAtLevel=1",
                "-Dlog.level=warn",
                "-jar",
                LIBRARIES.resolve(GENERATOR).toString(),
                "batch",
                "--threads",
                "2"));
        for (String service : services) {
            Files.writeString(folder.resolve(service + ".yaml"), CONFIGURATION.formatted(service));
            generate.add(service + ".yaml");
        }
        client.execute(generate, Map.of());
        client.compile(services);
        return client;
    }

    private void compile(List<String> services) throws IOException, InterruptedException {
        try (InputStream journey = GeneratedClient.class.getResourceAsStream("/openapi/Journey.java")) {
            Files.copy(
                    Objects.requireNonNull(journey),
                    folder.resolve("Journey.java"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> sources = new ArrayList<>(List.of("Journey.java"));
        for (String service : services) {
            try (Stream<Path> files =
                    Files.walk(folder.resolve("client").resolve(service).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> sources.add(folder.relativize(file).toString()));
            }
        }
        Files.write(folder.resolve("sources"), sources);
        execute(
                List.of(
                        java("javac"),
                        "-J-XX:TieredStopAtLevel=1",
                        "-proc:none",
                        "-nowarn",
                        "-d",
                        "classes",
                        "-cp",
                        classPath(),
                        "@sources"),
                Map.of());
    }

    /** What the journey says, with these settings. */
    public String run(Map<String, String> environment) throws IOException, InterruptedException {
        return execute(
                List.of(
                        java("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        "classes" + File.pathSeparator + classPath(),
                        "Journey"),
                environment);
    }

    private static String classPath() {
        return LIBRARIES + File.separator + "*";
    }

    private static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    private String execute(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        process.environment().putAll(environment);
        int status = process.start().waitFor();
        String all = Files.readString(said);
        if (status != 0) {
            throw new AssertionError(command.get(0) + " ended with " + status + ":\n" + all);
        }
        return all;
    }
}
