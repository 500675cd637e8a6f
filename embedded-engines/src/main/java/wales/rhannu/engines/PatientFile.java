package wales.rhannu.engines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Locale;
import org.h2.store.fs.FileBaseDefault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file whose writes wait while the disk is full, because a failed write would close the store for good. */
final class PatientFile extends FileBaseDefault {

    private static final Logger log = LoggerFactory.getLogger(PatientFile.class);
    private static final int PAUSE_MILLIS = 200;
    /** Free space below this counts as none, because a write needs some beside its own bytes. */
    private static final long NOTHING = 64 << 10;

    private final FileChannel base;
    private final Path path;

    PatientFile(FileChannel base, Path path) {
        this.base = base;
        this.path = path;
    }

    /** Waits without holding a lock, or readers would wait as well. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public int write(ByteBuffer source, long position) throws IOException {
        boolean waits = false;
        while (true) {
            int from = source.position();
            try {
                return base.write(source, position);
            } catch (IOException e) {
                if (!isFull(e)) {
                    throw e;
                }
                source.position(from);
                if (!SpareSpace.of(path).giveBack()) {
                    if (!waits) {
                        log.error("The disk is full to the last byte: the database waits until there is space");
                        waits = true;
                    }
                    pause(e);
                }
            }
        }
    }

    private boolean isFull(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota") || SpareSpace.usable(path) < NOTHING;
    }

    private static void pause(IOException failure) throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public int read(ByteBuffer target, long position) throws IOException {
        return base.read(target, position);
    }

    @Override
    public long size() throws IOException {
        return base.size();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
        base.truncate(size);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        base.force(metaData);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return base.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        base.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
