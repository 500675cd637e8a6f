package wales.rhannu.quickstart;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** The lock of the one start that runs a platform; the operating system releases it when the process ends, however it ends. */
final class StartLock implements AutoCloseable {

    private final FileChannel file;

    private StartLock(FileChannel file) {
        this.file = file;
    }

    static StartLock take(Installation installation) throws IOException {
        Files.createDirectories(installation.run());
        FileChannel file = FileChannel.open(
                installation.run().resolve("start.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(file)) {
            file.close();
            throw new CommandException("Rhannu is being started by another command: ./rhannu status says what runs");
        }
        return new StartLock(file);
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // this process holds the lock already
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
