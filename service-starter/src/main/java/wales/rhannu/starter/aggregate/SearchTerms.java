package wales.rhannu.starter.aggregate;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The words by which aggregates of a type are found, kept in their documents with the version that they were taken from: a
 * version of the service that knows no words changes the state and leaves the words as they are.
 */
record SearchTerms<A extends Aggregate<?>>(@Nullable Function<A, ? extends Collection<String>> taken) {

    static final String FIELD = "terms";
    private static final String VERSION = "termsVersion";

    static <A extends Aggregate<?>> SearchTerms<A> none() {
        return new SearchTerms<>(null);
    }

    boolean areTaken() {
        return taken != null;
    }

    /** What a document has of them; nothing where its service takes none. */
    Document of(A aggregate, long version) {
        if (taken == null) {
            return new Document();
        }
        List<String> terms = taken.apply(aggregate).stream().distinct().toList();
        return new Document(FIELD, terms).append(VERSION, version);
    }

    /** What an erased document must not have. */
    static Document fields() {
        return new Document(FIELD, "").append(VERSION, "");
    }

    /** What {@link #areOf} needs. */
    static Document projection() {
        return new Document("version", 1).append(VERSION, 1);
    }

    /** Whether a document has the words of its state. */
    static boolean areOf(Document document) {
        Number version = document.get("version", Number.class);
        Number from = document.get(VERSION, Number.class);
        return from != null && from.longValue() == version.longValue();
    }
}
