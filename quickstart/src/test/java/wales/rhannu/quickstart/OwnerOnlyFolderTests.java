package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyFolderTests {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aNewFolderIsForItsOwnerAlone() throws IOException {
        Path made = folder.resolve("checkout").resolve(".rhannu");

        assertThat(OwnerOnlyFolder.make(made)).isEmpty();

        assertThat(permissions(made)).isEqualTo("rwx------");
        assertThat(OwnerOnlyFolder.make(made)).isEmpty();
    }

    @Test
    void whatAnEarlierVersionLetOthersReadIsMended() throws IOException {
        Path there = Files.createDirectory(folder.resolve(".rhannu"));
        Path data = Files.createDirectories(there.resolve("data").resolve("kafka"));
        Path log = Files.writeString(data.resolve("0.log"), "somebody");
        Path readOnly = Files.writeString(data.resolve("key"), "secret");
        permit(there, "rwxr-xr-x");
        permit(data, "rwxrwxr-x");
        permit(log, "rw-r--r--");
        permit(readOnly, "r--r--r--");

        assertThat(OwnerOnlyFolder.make(there)).isEmpty();

        assertThat(permissions(there)).isEqualTo("rwx------");
        assertThat(permissions(data)).isEqualTo("rwx------");
        assertThat(permissions(log)).isEqualTo("rw-------");
        assertThat(permissions(readOnly)).isEqualTo("r--------");
    }

    @Test
    void aFolderMayBeElsewhereAndWhatItsLinksLeadToIsLeftAlone() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path others = Files.writeString(folder.resolve("others"), "text");
        permit(elsewhere, "rwxr-xr-x");
        permit(others, "rw-r--r--");
        Files.createSymbolicLink(elsewhere.resolve("link"), others);
        Path link = Files.createSymbolicLink(folder.resolve(".rhannu"), elsewhere);

        assertThat(OwnerOnlyFolder.make(link)).isEmpty();

        assertThat(permissions(elsewhere)).isEqualTo("rwx------");
        assertThat(permissions(others)).isEqualTo("rw-r--r--");
    }

    @Test
    void aFileSystemWithoutPermissionsIsToldOf() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("without.zip"), Map.of("create", "true"))) {
            Path made = zip.getPath("/checkout/.rhannu");

            assertThat(OwnerOnlyFolder.make(made)).contains("its file system keeps no permissions");

            assertThat(Files.isDirectory(made)).isTrue();
        }
    }
}
