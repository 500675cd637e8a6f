package wales.rhannu.engines;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file beside the database's file that reserves a little disk space. It is deleted when the disk is full, so that acknowledged
 * writes can still be stored.
 */
final class SpareSpace {

    static final int SIZE = 8 << 20;

    private final Path file;

    private SpareSpace(Path file) {
        this.file = file;
    }

    static SpareSpace of(Path database) {
        return new SpareSpace(database.resolveSibling(database.getFileName() + ".spare"));
    }

    /** The free space on the disk of a file or folder, which need not exist yet. */
    static long usable(Path path) {
        Path there = path.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there.toFile().getUsableSpace();
    }

    /** Reserves the space, unless it is reserved already. */
    synchronized void take() {
        if (Files.exists(file)) {
            return;
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] some = new byte[1 << 16];
            for (int written = 0; written < SIZE; written += some.length) {
                // a sparse file would reserve nothing
                out.write(some);
            }
        } catch (IOException e) {
            giveBack();
        }
    }

    /** Deletes the file; returns whether it existed. */
    synchronized boolean giveBack() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }
}
