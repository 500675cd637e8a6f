package wales.rhannu.engines;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** The file system of the store, with files whose writes wait while the disk is full. The store creates it by reflection. */
public final class PatientFilePath extends FilePathWrapper {

    private static final String SCHEME = "patient";

    /** The scheme of file names with which the store uses it. */
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
