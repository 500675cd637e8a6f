package wales.rhannu.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The jars of a process, extracted so that a JVM starts quickly from them, with the cache of a trial start: an AOT cache from JDK
 * 25 on, a class data archive before.
 *
 * @param folder one for each build of the jar, each JDK and its options
 */
record StartUpCache(ManagedProcess part, Path folder) {

    static StartUpCache of(ManagedProcess part, Installation installation) {
        return new StartUpCache(
                part,
                installation
                        .cache()
                        .resolve(Runtime.version().toString())
                        .resolve(part.name())
                        .resolve(build(part, installation) + Integer.toHexString(circumstances(part, installation))));
    }

    /** The common prefix of the names of everything that is extracted from one build. */
    private static String build(ManagedProcess part, Installation installation) {
        return part.isEngine()
                ? JvmCommandLine.key(installation.launcher()) + "-" + JvmCommandLine.key(engines(installation)) + "-"
                : JvmCommandLine.key(installation.jar(part)) + "-";
    }

    /**
     * A cache is valid for one JVM, its options and one path. The path counts because a JVM accepts the cache of a checkout that
     * was copied or moved as a whole, but its classes then have no code source location.
     */
    private static int circumstances(ManagedProcess part, Installation installation) {
        return Objects.hash(
                JvmCommandLine.options(part),
                System.getProperty("java.home"),
                System.getProperty("java.vm.version"),
                installation.cache().toString());
    }

    private static Path engines(Installation installation) {
        try (Stream<Path> lib = Files.list(installation.launcher().resolveSibling("lib"))) {
            return lib.filter(file -> file.getFileName().toString().startsWith("embedded-engines"))
                    .findFirst()
                    .orElseThrow(() -> new CommandException("The build is not complete: run mvn -DskipTests package"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isMade() {
        return Files.exists(archive());
    }

    Path jar() {
        return folder.resolve(part.isEngine() ? "rhannu.jar" : part.name() + ".jar");
    }

    private Path archive() {
        return folder.resolve(JvmCommandLine.hasAotCache() ? "start.aot" : "start.jsa");
    }

    /** Whether the JVM is known to make no cache of this process. */
    boolean isGivenUp() {
        return Files.exists(givenUp());
    }

    private Path givenUp() {
        return folder.resolve("none");
    }

    private Path draft() {
        return folder.resolve("draft");
    }

    /** The JVM options of a trial start. */
    List<String> learning() {
        return List.of((JvmCommandLine.hasAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + draft());
    }

    /** Moves the cache into place once the JVM of the trial start has ended, so that an incomplete one is never used. */
    void keep() throws IOException {
        if (Files.exists(draft())) {
            Files.move(draft(), archive(), StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.writeString(givenUp(), "");
        }
    }

    /** The JVM options of a start with the cache. */
    List<String> using() {
        return List.of((JvmCommandLine.hasAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive());
    }

    /**
     * Extracts the jars, and deletes what earlier builds left for this JDK. Jars of this build that were extracted for another
     * heap size stay until the next build, because a platform may be running from them.
     */
    void layOut(Installation installation) throws IOException, InterruptedException {
        Files.createDirectories(folder.getParent());
        String build = build(part, installation);
        try (Stream<Path> earlier = Files.list(folder.getParent())) {
            for (Path each : earlier.toList()) {
                if (each.equals(folder) || !String.valueOf(each.getFileName()).startsWith(build)) {
                    FileTrees.delete(each);
                }
            }
        }
        if (part.isEngine()) {
            // a rebuild must not pull them away from under what runs
            FileTrees.copy(installation.launcher(), jar());
            Path lib = installation.launcher().resolveSibling("lib");
            FileTrees.copy(lib, folder.resolve("lib"));
            return;
        }
        List<String> command = new ArrayList<>(List.of(JvmCommandLine.executable(), "-Djarmode=tools", "-jar"));
        command.addAll(List.of(installation.jar(part).toString(), "extract", "--destination", folder.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new CommandException(part.name() + ": its jar cannot be laid out");
        }
    }
}
