package wales.rhannu.endtoend.queries;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each class of tests, whichever they are and in whatever order: fails it where the services sent a query meanwhile that
 * no declared index answers. JUnit finds it by itself.
 */
public final class QueriesHaveIndexes implements AfterAllCallback {

    /** Where the platform's database server writes down what it is asked. */
    public static final Path SEEN = Path.of("target", "queries.jsonl").toAbsolutePath();

    private static final Set<String> TOLD = new LinkedHashSet<>();

    /** The indexes that were declared so far, by their collections. */
    public static Map<String, Set<String>> declared() {
        Map<String, Set<String>> declared = new TreeMap<>();
        RecordedQueries.in(SEEN)
                .indexes()
                .forEach((collection, indexes) -> declared.put(
                        collection,
                        indexes.stream().map(DeclaredIndex::toString).collect(Collectors.toSet())));
        return declared;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Set<String> unanswered = RecordedQueries.in(SEEN).unanswered(Exemptions.ofTheServices());
        unanswered.removeIf(query -> !TOLD.add(query));
        if (!unanswered.isEmpty()) {
            throw new AssertionError(
                    "No declared index answers what the services asked for. Declare one (equality, sort, range), or name the"
                            + " reason in Exemptions:\n" + String.join("\n", unanswered));
        }
    }
}
