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
 * A part's jars laid out so that a JVM starts quickly from them, with what the JVM learnt in a trial start: an AOT cache
 * from JDK 25 on, an archive of classes before.
 *
 * @param folder one for each build of the jar, each JDK and its options
 */
record StartUpCache(Part part, Path folder) {

    static StartUpCache of(Part part, Place place) {
        return new StartUpCache(
                part,
                place.cache()
                        .resolve(Runtime.version().toString())
                        .resolve(part.name())
                        .resolve(build(part, place) + Integer.toHexString(circumstances(part, place))));
    }

    /** What the names of all that is laid out from one build begin with. */
    private static String build(Part part, Place place) {
        return part.isEngine()
                ? Java.key(place.launcher()) + "-" + Java.key(engines(place)) + "-"
                : Java.key(place.jar(part)) + "-";
    }

    /**
     * What was learnt holds for one JVM, its options and one path: a JVM takes what was learnt elsewhere when the checkout was
     * copied or moved as a whole, and classes then have no location.
     */
    private static int circumstances(Part part, Place place) {
        return Objects.hash(
                Java.options(part),
                System.getProperty("java.home"),
                System.getProperty("java.vm.version"),
                place.cache().toString());
    }

    private static Path engines(Place place) {
        try (Stream<Path> lib = Files.list(place.launcher().resolveSibling("lib"))) {
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
        return folder.resolve(Java.hasAotCache() ? "start.aot" : "start.jsa");
    }

    /** Whether it is known that the JVM makes none of this part. */
    boolean isGivenUp() {
        return Files.exists(givenUp());
    }

    private Path givenUp() {
        return folder.resolve("none");
    }

    private Path draft() {
        return folder.resolve("draft");
    }

    /** What a JVM is told to learn from this start. */
    List<String> learning() {
        return List.of((Java.hasAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + draft());
    }

    /** Takes what a JVM has learnt once it has ended, so that half of it is never used. */
    void keep() throws IOException {
        if (Files.exists(draft())) {
            Files.move(draft(), archive(), StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.writeString(givenUp(), "");
        }
    }

    /** What a JVM is told to start from what was learnt. */
    List<String> using() {
        return List.of((Java.hasAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive());
    }

    /**
     * Lays out the jars, and removes what earlier builds left for this JDK. What was laid out from this build for another heap
     * stays until the next one: a platform may be running from it.
     */
    void layOut(Place place) throws IOException, InterruptedException {
        Files.createDirectories(folder.getParent());
        String build = build(part, place);
        try (Stream<Path> earlier = Files.list(folder.getParent())) {
            for (Path each : earlier.toList()) {
                if (each.equals(folder) || !String.valueOf(each.getFileName()).startsWith(build)) {
                    FileTrees.delete(each);
                }
            }
        }
        if (part.isEngine()) {
            // a rebuild must not pull them away from under what runs
            FileTrees.copy(place.launcher(), jar());
            Path lib = place.launcher().resolveSibling("lib");
            FileTrees.copy(lib, folder.resolve("lib"));
            return;
        }
        List<String> command = new ArrayList<>(List.of(Java.executable(), "-Djarmode=tools", "-jar"));
        command.addAll(List.of(place.jar(part).toString(), "extract", "--destination", folder.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new CommandException(part.name() + ": its jar cannot be laid out");
        }
    }
}
