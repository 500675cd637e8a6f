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

/** The key that the gateway seals sessions with: made at the first start, kept, and for its owner's eyes only. */
final class SessionKey {

    private static final String FILE = "session.key";

    private SessionKey() {}

    static String of(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
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
        Path made = Files.createTempFile(folder, FILE, ".new", ownersOnly);
        Files.writeString(made, Base64.getEncoder().encodeToString(key));
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
