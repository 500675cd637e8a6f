package wales.rhannu.casestudy.importing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The real data beside the checkout, where it is; and the mappings for it. */
final class RealData {

    private RealData() {}

    /** Skips the test, saying so, where the data is absent. */
    static Path file(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("shared/data").resolve(name);
            if (Files.exists(file)) {
                return file;
            }
        }
        return Assumptions.abort("SKIPPED: shared/data/" + name + " is not beside this checkout");
    }

    static Path mapping(String name) {
        Path here = Path.of("mappings", name);
        return Files.exists(here) ? here : Path.of("casestudy-service", "mappings", name);
    }
}
