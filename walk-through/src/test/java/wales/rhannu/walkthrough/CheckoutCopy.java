package wales.rhannu.walkthrough;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A copy of the checkout in a folder of its own, to which a page does what it says. */
class CheckoutCopy {

    /** What is of no use to it, or belongs to others. */
    private static final Set<String> LEFT_OUT = Set.of(".git", ".rhannu", "target", "node_modules");

    /** What the compiler wrote, which need not be written again. */
    private static final List<String> COMPILED = List.of("classes", "test-classes", "generated-sources");

    private static final long PATIENCE_MINUTES = 10;

    private final Path root;
    private final Path bin;
    private final Path javaHome = Path.of(System.getProperty("java.home"));

    private CheckoutCopy(Path root, Path bin) {
        this.root = root;
        this.bin = bin;
    }

    /**
     * Copies it.
     *
     * @param built the modules whose classes are copied, too
     * @param maven the home of the Maven that {@code mvn} is in the page's commands
     * @param repository the local repository from which alone it takes what it needs
     */
    static CheckoutCopy of(Path checkout, Path folder, List<String> built, Path maven, Path repository)
            throws IOException {
        Path root = folder.resolve("rhannu");
        tree(checkout, root);
        for (String module : built) {
            for (String compiled : COMPILED) {
                Path from = checkout.resolve(module).resolve("target").resolve(compiled);
                if (Files.isDirectory(from)) {
                    tree(from, root.resolve(module).resolve("target").resolve(compiled));
                }
            }
        }
        Path bin = Files.createDirectories(folder.resolve("bin"));
        // offline, and whatever repository something came from; compiled is what is newer than its classes
        Path mvn = Files.writeString(
                bin.resolve("mvn"),
                """
                #!/bin/sh
                exec '%s' -o -B -T1 -Dstyle.color=never -Dmaven.repo.local='%s' \\
                    -Daether.enhancedLocalRepository.trackingFilename=untracked \\
                    -Dmaven.compiler.useIncrementalCompilation=false -Dcyclonedx.skip=true "$@"
                """
                        .formatted(maven.resolve("bin").resolve("mvn"), repository));
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new CheckoutCopy(root, bin);
    }

    private static void tree(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!folder.equals(from) && LEFT_OUT.contains(String.valueOf(folder.getFileName()))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                // with its time, by which it is told what has to be compiled
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    Path root() {
        return root;
    }

    String text(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    /** Does what a block says. */
    void follow(Block block) throws IOException, InterruptedException {
        if (block instanceof Block.Commands commands) {
            run("sh", "-e", "-c", commands.text());
        } else if (block instanceof Block.WholeFile file) {
            Path path = root.resolve(file.path());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.text());
        } else if (block instanceof Block.Change change) {
            Files.writeString(root.resolve(change.path()), change.applyTo(text(change.path())));
        }
    }

    /** Runs a command as the page's are run, and gives what it said; an error when it failed. */
    String run(String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(root.getParent(), "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(said.toFile());
        builder.environment().put("PATH", bin + ":" + builder.environment().get("PATH"));
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().put("MAVEN_OPTS", "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        Process process = builder.start();
        boolean ended;
        try {
            ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
        } finally {
            end(process);
        }
        String text = Files.readString(said);
        if (!ended || process.exitValue() != 0) {
            throw new AssertionError((ended ? "This failed with " + process.exitValue() : "This did not end") + ", in "
                    + root + ":\n" + String.join(" ", command) + "\n" + text);
        }
        return text;
    }

    /** Starts a jar of the copy, whose output goes to the output of the test. */
    Process start(Path jar, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                javaHome.resolve("bin").resolve("java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(root.resolveSibling("started.txt").toFile())
                .start();
    }

    /** With whatever it started. */
    static void end(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
