package wales.rhannu.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process that we started, as noted in a file. Its start time is part of its identity: the operating system reuses process ids,
 * and we must never end another process that got the same id.
 *
 * @param started milliseconds since the epoch, as the operating system says
 */
record ProcessRecord(String name, long pid, long started, int port) {

    // the operating system rounds start times
    private static final long TOLERANCE = 2_000;
    private static final JsonMapper JSON = JsonMapper.shared();

    static ProcessRecord of(String name, ProcessHandle process, int port) {
        return new ProcessRecord(name, process.pid(), started(process), port);
    }

    private static long started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** The process, if it is still the same one. */
    Optional<ProcessHandle> alive() {
        return ProcessHandle.of(pid)
                .filter(process -> !ProcessTermination.hasEnded(process))
                .filter(process -> Math.abs(started(process) - started) <= TOLERANCE);
    }

    void note(Path folder) {
        try {
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, name, ".tmp");
            try {
                Files.writeString(draft, JSON.writeValueAsString(this));
                Files.move(
                        draft, file(folder, name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                // with a full disk, each attempt would leave a temporary file behind
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The notes, of processes that may have ended since. */
    static Optional<ProcessRecord> noted(Path folder, String name) {
        try {
            JsonNode json = JSON.readTree(Files.readString(file(folder, name)));
            return Optional.of(new ProcessRecord(
                    name,
                    json.path("pid").asLong(),
                    json.path("started").asLong(),
                    json.path("port").asInt()));
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    static void forget(Path folder, String name) {
        try {
            Files.deleteIfExists(file(folder, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Path folder, String name) {
        return folder.resolve(name + ".json");
    }
}
