package wales.rhannu.contracts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares the schemas with those that subscribers were given: what was released only grows within its version. */
class ReleasedTests {

    @Test
    void whatWasReleasedOnlyGrows() throws IOException {
        List<String> broken = Compatibility.broken(Language.in(Language.RELEASED), Language.current());
        if (!broken.isEmpty()) {
            throw new AssertionError("Released schemas changed in a way that breaks those who read them. Put back what "
                    + "was there, and write the change as a new version (thing-happened.v2.schema.json with an example, "
                    + "state.v2.schema.json if the state changes; contracts/README.md says how):\n  "
                    + String.join("\n  ", broken));
        }
        if (Boolean.getBoolean("contracts.release")) {
            release();
        }
    }

    private static void release() throws IOException {
        for (Path topic : Language.list(Language.CURRENT)) {
            for (Path file : Language.list(topic)) {
                if (Language.name(file).endsWith(Language.SCHEMA)) {
                    Path target =
                            Language.RELEASED.resolve(Language.name(topic)).resolve(Language.name(file));
                    Files.createDirectories(Language.RELEASED.resolve(Language.name(topic)));
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
