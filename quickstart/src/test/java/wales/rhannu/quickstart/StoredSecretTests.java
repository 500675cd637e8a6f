package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredSecretTests {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void itIsMadeOnceAndKept() {
        String key = StoredSecret.of(folder, StoredSecret.SESSION_KEY);
        assertThat(Base64.getDecoder().decode(key)).hasSize(32);
        assertThat(StoredSecret.of(folder, StoredSecret.SESSION_KEY)).isEqualTo(key);
        assertThat(StoredSecret.of(folder, StoredSecret.WEB_CLIENT)).isNotEqualTo(key);
    }

    @Test
    void itsOwnerAloneReadsIt() throws IOException {
        StoredSecret.of(folder, StoredSecret.SESSION_KEY);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("session.key"))))
                    .isEqualTo("rw-------");
        }
    }
}
