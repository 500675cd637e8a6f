package wales.rhannu.testplatform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The launcher script {@code rhannu}, for a platform in a separate folder.
 *
 * @param home where the platform keeps its data, with links to the code
 * @param ports of its processes
 * @param environment settings for every process, as environment variables
 * @param java the JDK to run on; null for the one that the script finds
 */
record Launcher(Path home, Ports ports, Map<String, String> environment, @Nullable Path java) {

    /** Makes the platform in a folder run the code of a checkout, in place of the code that it ran before. */
    static void link(Path checkout, Path home) {
        try {
            Files.createDirectories(home);
            Path root = checkout.toAbsolutePath().normalize();
            for (Path there : whatIsStarted(root)) {
                Path link = home.resolve(root.relativize(there));
                // a link of an earlier run may point to another checkout
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, there);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The script, and the jars of every service that it can start. */
    private static List<Path> whatIsStarted(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> file.getFileName().toString().matches("rhannu|quickstart|gateway|.*-service"))
                    .toList();
        }
    }

    /** Runs a command and returns its output; throws if it fails or takes longer than five minutes. */
    String run(String... arguments) {
        try {
            Path out = Files.createTempFile(home, "command", ".out");
            ProcessBuilder builder = new ProcessBuilder(command(arguments))
                    .redirectOutput(out.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            if (!ended) {
                // it ends what it started
                process.destroy();
                process.waitFor(30, TimeUnit.SECONDS);
            }
            String said = Files.readString(out, StandardCharsets.UTF_8);
            Files.delete(out);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(
                        "rhannu " + String.join(" ", arguments) + (ended ? " failed: " : " did not end: ") + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        if (java == null) {
            command.add(home.resolve("rhannu").toString());
        } else {
            command.addAll(List.of(
                    java.resolve("bin").resolve("java").toString(),
                    "-Drhannu.home=" + home,
                    "-Xmx64m",
                    "-jar",
                    home.resolve("quickstart/target/rhannu.jar").toString()));
        }
        command.addAll(List.of(arguments));
        command.add("--port-offset=" + ports.offset());
        return command;
    }
}
