package wales.rhannu.quickstart;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Where a platform runs: its files and its ports.
 *
 * @param home the root of the checkout
 * @param data what it keeps
 * @param offset added to every port, so that a second platform can run beside the first
 */
record Installation(Path home, Path data, int offset) {

    /** Each offset has its own data. */
    static Installation at(Path home, int offset) {
        Path data = ofAll(home);
        return new Installation(home, offset == 0 ? data : data.resolve("offset-" + offset), offset);
    }

    /** What all platforms of a checkout keep. */
    static Path ofAll(Path home) {
        return home.resolve(".rhannu");
    }

    int port(ManagedProcess part) {
        return part.port() + offset;
    }

    int port(int port) {
        return port + offset;
    }

    /** What people and programs use. */
    String gateway() {
        return "http://localhost:" + port(ManagedProcess.named("gateway"));
    }

    /** The page with the mail that was sent. */
    String mailbox() {
        return "http://localhost:" + port(ManagedProcess.MAILBOX_PORT);
    }

    /** What a start with {@code --fresh} deletes. */
    Path state() {
        return data.resolve("data");
    }

    Path run() {
        return data.resolve("run");
    }

    Path logs() {
        return data.resolve("logs");
    }

    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    Path jar(ManagedProcess part) {
        return home.resolve(part.name()).resolve("target").resolve(part.name() + ".jar");
    }

    Path launcher() {
        return home.resolve("quickstart").resolve("target").resolve("rhannu.jar");
    }

    /**
     * In {@code target}, so that {@code mvn clean} removes it. Symbolic links are resolved: a JVM accepts a cache only at the
     * path where it was made.
     */
    Path cache() {
        try {
            return launcher().toRealPath().resolveSibling("cache");
        } catch (IOException e) {
            throw new CommandException("The build is not complete: run mvn -DskipTests package");
        }
    }
}
