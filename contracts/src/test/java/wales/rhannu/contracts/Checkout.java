package wales.rhannu.contracts;

import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The sources and what was released, as they are in the checkout. */
final class Checkout {

    static final Path SOURCES = Path.of("src", "main", "contracts");
    static final Path RELEASED = Path.of("released");

    private Checkout() {}

    static Language language() {
        return Sources.in(SOURCES);
    }

    /** The sources by the names of their files. */
    static Map<String, JsonNode> sources() {
        return Sources.read(SOURCES);
    }
}
