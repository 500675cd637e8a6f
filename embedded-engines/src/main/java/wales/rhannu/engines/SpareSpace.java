package wales.rhannu.engines;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file beside the database's that holds a little of the disk. It goes when there is nothing else left, so that what was
 * acknowledged can still be written.
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

    /** How much of its disk is left for a file or folder, which need not be there yet. */
    static long usable(Path path) {
        Path there = path.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there.toFile().getUsableSpace();
    }

    /** Takes the space, unless it has it. */
    synchronized void take() {
        if (Files.exists(file)) {
            return;
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] some = new byte[1 << 16];
            for (int written = 0; written < SIZE; written += some.length) {
                // a file with holes would take nothing
                out.write(some);
            }
        } catch (IOException e) {
            giveBack();
        }
    }

    /** Whether there was something to give. */
    synchronized boolean giveBack() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }
}
