package wales.rhannu.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** A secret of 32 bytes that the platform has with itself: made at the first start, kept, and for its owner's eyes only. */
final class KeptSecret {

    /** What the gateway seals sessions with. */
    static final String SESSION_KEY = "session.key";

    /** What the gateway proves itself by to membership-service. */
    static final String WEB_CLIENT = "web-client.secret";

    private KeptSecret() {}

    /** In base64; several parts may be started at the same time. */
    static synchronized String of(Path folder, String name) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(folder);
                make(folder, file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole or not at all, whenever this is killed. */
    private static void make(Path folder, Path file) throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownersOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path made = Files.createTempFile(folder, "secret", ".new", ownersOnly);
        Files.writeString(made, Base64.getEncoder().encodeToString(key));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
