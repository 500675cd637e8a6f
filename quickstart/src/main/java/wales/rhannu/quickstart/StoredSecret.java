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

/** A secret of 32 bytes that processes of the platform share: made at the first start, stored, and readable by its owner only. */
final class StoredSecret {

    /** The key with which the gateway encrypts session cookies. */
    static final String SESSION_KEY = "session.key";

    /** The client secret of the gateway at membership-service. */
    static final String WEB_CLIENT = "web-client.secret";

    private StoredSecret() {}

    /** The secret in base64. Several processes may ask for it at the same time. */
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

    /** Writes the file completely or not at all, even if this process is killed meanwhile. */
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
