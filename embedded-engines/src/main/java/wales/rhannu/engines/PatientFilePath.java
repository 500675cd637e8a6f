package wales.rhannu.engines;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** The store's files, whose writes wait for space where the disk is full. The store makes instances by their class. */
public final class PatientFilePath extends FilePathWrapper {

    private static final String SCHEME = "patient";

    /** The name by which the store opens a file in this way. */
    static String of(Path file) {
        FilePath.register(new PatientFilePath());
        return SCHEME + ":" + file;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new PatientFile(getBase().open(mode), Path.of(getBase().toString()));
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }
}
