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
 * Creates a folder that only its owner can open, and removes the permissions of others from files that an earlier version wrote
 * there. New files need nothing more: the script {@code rhannu} sets a umask, which every process inherits.
 */
final class OwnerOnlyFolder {

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");

    private OwnerOnlyFolder() {}

    /** Creates the folder; gives the reason why other users may still be able to read it, or nothing if they cannot. */
    static Optional<String> make(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(folder);
            return Optional.of("its file system keeps no permissions");
        }
        if (!Files.exists(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER));
        }
        Closing closing = new Closing();
        // the folder may be a symbolic link to another disk
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
            // the target of a symbolic link is not ours
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

        /** Another platform of the same checkout may be running, so files may appear and vanish meanwhile. */
        private void failed(IOException why) {
            if (!(why instanceof NoSuchFileException) && failure.isEmpty()) {
                failure = Optional.of(why.toString());
            }
        }
    }
}
