package wales.rhannu.testplatform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The processes of a platform: those in its launcher's notes, and additional ones with the same settings.
 *
 * @param home the platform's folder
 */
record Processes(Path home) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Where the launcher keeps data, logs, and notes of processes. */
    Path folder() {
        return home.resolve(".rhannu");
    }

    /** The current process with a name, by its note. */
    ProcessHandle of(String part) {
        try {
            Path note = note(part).orElseThrow(() -> new IllegalStateException(part + " does not run"));
            long pid = JSON.readTree(Files.readString(note)).path("pid").asLong();
            return ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException(part + " is gone"));
        } catch (NoSuchFileException e) {
            throw new IllegalStateException(part + " does not run any more", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Path> note(String part) throws IOException {
        AtomicReference<@Nullable Path> note = new AtomicReference<>();
        Files.walkFileTree(folder(), Set.of(), 4, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.endsWith("run/" + part + ".json")) {
                    note.set(file);
                    return FileVisitResult.TERMINATE;
                }
                return FileVisitResult.CONTINUE;
            }

            /** The platform replaces notes meanwhile: a file that has vanished was a temporary one. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return Optional.ofNullable(note.get());
    }

    /** Sends a signal, by its name: {@code STOP}, {@code CONT}. */
    static void signal(String signal, ProcessHandle process) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + signal + " " + process.pid() + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The command with which a process was started, to be changed for another one. */
    List<String> commandOf(String part) {
        return new ArrayList<>(List.of(read(part, "cmdline").split("\0")));
    }

    private String read(String part, String what) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(of(part).pid()), what));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts another process in a separate folder, with the environment of an existing one.
     *
     * @param name of its log file in the platform's folder
     */
    Process startLike(String part, List<String> command, String name) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Files.createTempDirectory(home, part).toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            home.resolve(name + ".log").toFile()));
            for (String variable : read(part, "environ").split("\0")) {
                String[] nameAndValue = variable.split("=", 2);
                if (nameAndValue.length == 2) {
                    builder.environment().put(nameAndValue[0], nameAndValue[1]);
                }
            }
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
