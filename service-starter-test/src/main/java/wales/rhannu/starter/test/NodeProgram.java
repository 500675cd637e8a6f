package wales.rhannu.starter.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A program in JavaScript that uses libraries which we did not write, from npm, at the versions that its package.json names. */
public final class NodeProgram {

    private final Path folder;
    private final String script;

    private NodeProgram(Path folder, String script) {
        this.folder = folder;
        this.script = script;
    }

    /**
     * Installs a program into {@code target}. Where there is no Node, or npm cannot install the libraries, the test is skipped,
     * and a line of the output says so.
     *
     * @param name the folder of the classpath that has the script and its package.json
     * @param purpose what is not done then, as {@code no client from npm signs anybody in}
     */
    public static NodeProgram install(String name, String script, String purpose)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target", name).toAbsolutePath());
        for (String file : List.of("package.json", script)) {
            try (InputStream ours = NodeProgram.class.getResourceAsStream("/" + name + "/" + file)) {
                Files.copy(Objects.requireNonNull(ours), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path log = folder.resolve("npm.log");
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
            if (!succeeds(command, folder, log)) {
                String skipped = "Skipped: " + purpose + ": " + command.get(0) + " " + command.get(1)
                        + " did not work, see " + log;
                System.out.println(skipped);
                Assumptions.abort(skipped);
            }
        }
        return new NodeProgram(folder, script);
    }

    private static boolean succeeds(List<String> command, Path folder, Path log) throws InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException notThere) {
            return false;
        }
        try {
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts it; what it says of errors is in {@link #errors}. */
    public Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
    }

    /** What it said of errors; empty before it was started. */
    public String errors() throws IOException {
        Path errors = folder.resolve("errors");
        return Files.exists(errors) ? Files.readString(errors) : "";
    }
}
