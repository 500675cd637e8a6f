package wales.rhannu.quickstart;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a folder that nobody but its owner can open, and takes from all others what an earlier version let them read in
 * it. What is written later needs none of this: the script {@code rhannu} begins with the umask for it, which every process
 * inherits.
 */
final class OwnersOnly {

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private OwnersOnly() {}

    /** Gives why others may be able to read what is in the folder all the same; empty when they are not. */
    static Optional<String> make(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(folder);
            return Optional.of("its file system keeps no permissions");
        }
        if (!Files.exists(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER));
        }
        Closing closing = new Closing();
        // it may be a link to where there is more space
        Path real = folder.toRealPath();
        Files.walkFileTree(real, closing);
        if (closing.failure.isEmpty() && !OWNER.containsAll(Files.getPosixFilePermissions(real))) {
            return Optional.of("its file system keeps no permissions");
        }
        return closing.failure;
    }

    private static final class Closing extends SimpleFileVisitor<Path> {

        private Optional<String> failure = Optional.empty();

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            close(folder);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // what a link leads to is not ours
            if (!attributes.isSymbolicLink()) {
                close(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            failed(why);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
            if (why != null) {
                failed(why);
            }
            return FileVisitResult.CONTINUE;
        }

        private void close(Path path) {
            try {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
                if (!OWNER.containsAll(permissions)) {
                    Set<PosixFilePermission> left = EnumSet.copyOf(OWNER);
                    left.retainAll(permissions);
                    Files.setPosixFilePermissions(path, left);
                }
            } catch (IOException e) {
                failed(e);
            }
        }

        /** Another platform of the checkout may run, and its files come and go. */
        private void failed(IOException why) {
            if (!(why instanceof NoSuchFileException) && failure.isEmpty()) {
                failure = Optional.of(why.toString());
            }
        }
    }
}
