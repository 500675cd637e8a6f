package wales.rhannu.engines;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which documents of a collection have a field, and as what. In memory: a file could have kept the document without its
 * entry, had the process died between the two. Its collection's lock guards it.
 */
final class FieldIndex extends Index<Object> {

    private static final String ID = "_id";
    private static final String VALUE = "value";
    private static final Set<String> COMPARISONS = Set.of("$eq", "$gt", "$gte", "$lt", "$lte");

    private final String field;
    private final Map<Object, Object> values = new HashMap<>();
    private final Map<String, Set<Object>> having = new HashMap<>();

    /** An index of the first key, be there others or not: what they find of it is looked through. */
    FieldIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        this.field = keys.get(0).getKey();
    }

    boolean hasFieldOfAnother(FieldIndex other) {
        return field.equals(other.field) && !getName().equals(other.getName());
    }

    /** How many documents it would look at for a query. */
    int candidates(Document query) {
        return among(query.get(field)).size();
    }

    /** Whether what a query asks of the field is met only by documents that have it. */
    boolean isOf(Document query) {
        Object wanted = query.get(field);
        return wanted instanceof Document condition
                ? !condition.isEmpty()
                        && condition.entrySet().stream().allMatch(part -> needs(part.getKey(), part.getValue()))
                : isSimple(wanted);
    }

    private static boolean needs(String operator, @Nullable Object operand) {
        return COMPARISONS.contains(operator) && isSimple(operand)
                || operator.equals("$in")
                        && operand instanceof Collection<?> some
                        && some.stream().allMatch(FieldIndex::isSimple)
                || operator.equals("$exists") && Utils.isTrue(operand);
    }

    /** Neither null nor with parts, nor a regular expression: those match in ways of their own. */
    private static boolean isSimple(@Nullable Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Instant;
    }

    /** The ids of the documents whose field is as a query wants it. */
    List<Object> find(Document query, BiPredicate<Document, Document> matches) {
        Object wanted = query.get(field);
        Document condition = new Document(VALUE, wanted);
        return among(wanted).stream()
                .filter(id -> matches.test(new Document(VALUE, values.get(id)), condition))
                .toList();
    }

    /** A text is found without a look at the others. */
    private Set<Object> among(@Nullable Object wanted) {
        return wanted instanceof String text ? having.getOrDefault(text, Set.of()) : values.keySet();
    }

    /** Takes in a document, new or changed. */
    void put(Document document) {
        Object id = Objects.requireNonNull(document.get(ID));
        forget(id);
        Object value = Utils.getSubdocumentValueCollectionAware(document, field);
        if (!(value instanceof Missing)) {
            values.put(id, value);
            texts(value).forEach(text -> having.computeIfAbsent(text, t -> new HashSet<>())
                    .add(id));
        }
    }

    private void forget(Object id) {
        texts(values.remove(id))
                .forEach(text -> having.computeIfPresent(text, (t, ids) -> {
                    ids.remove(id);
                    return ids.isEmpty() ? null : ids;
                }));
    }

    /** By which a value is found without a look at the others. */
    private static Stream<String> texts(@Nullable Object value) {
        Stream<?> parts = value instanceof Collection<?> several ? several.stream() : Stream.ofNullable(value);
        return parts.filter(String.class::isInstance).map(String.class::cast);
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        put(document);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        put(after);
    }

    @Override
    public Object remove(Document document) {
        Object id = Objects.requireNonNull(document.get(ID));
        forget(id);
        return id;
    }

    @Override
    public void drop() {
        values.clear();
        having.clear();
    }

    @Override
    public long getCount() {
        return values.size();
    }

    /** Never, so that nobody fills it but its collection. */
    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public long getDataSize() {
        return 0;
    }

    // What makes sure that a value is had once; and how a query that names nothing else is answered: not by this.

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {}

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {}

    @Override
    public @Nullable Object getPosition(Document document) {
        return null;
    }

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<Object> getPositions(Document query) {
        throw new UnsupportedOperationException("It answers no query by itself: canHandle() is false");
    }
}
