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
 * An index in memory: the documents of a collection by the value of a field (of a compound index, the first field). It is not
 * stored, because a process that died between the two writes would leave a document without its entry. The collection's lock
 * guards it.
 */
final class FieldIndex extends Index<Object> {

    private static final String ID = "_id";
    private static final String VALUE = "value";
    private static final Set<String> COMPARISONS = Set.of("$eq", "$gt", "$gte", "$lt", "$lte");

    private final String field;
    private final Map<Object, Object> values = new HashMap<>();
    private final Map<String, Having> having = new HashMap<>();
    private boolean active = true;

    FieldIndex(String name, List<IndexKey> keys, boolean sparse) {
        super(name, keys, sparse);
        this.field = keys.get(0).getKey();
    }

    /** The documents with one value. Most values occur in one document only, which needs no set. */
    private static final class Having {

        private final String text;
        private @Nullable Object one;
        private @Nullable Set<Object> several;

        Having(String text) {
            this.text = text;
        }

        void add(Object id) {
            if (several != null) {
                several.add(id);
            } else if (one == null || one.equals(id)) {
                one = id;
            } else {
                several = new HashSet<>(List.of(one, id));
                one = null;
            }
        }

        /** Whether no document has the value any more. */
        boolean remove(Object id) {
            if (several != null) {
                several.remove(id);
                return several.isEmpty();
            }
            return id.equals(one);
        }

        Collection<Object> ids() {
            return several != null ? several : one != null ? List.of(one) : List.of();
        }
    }

    String field() {
        return field;
    }

    /** Whether it has entries: of two indexes of the same field only one does. */
    boolean isActive() {
        return active;
    }

    void activate(boolean on) {
        active = on;
    }

    /** Whether only documents that have the field can match the query. */
    boolean isOf(Document query) {
        if (!active) {
            return false;
        }
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

    /** Whether a value is compared plainly: null, arrays, documents and regular expressions match by other rules. */
    private static boolean isSimple(@Nullable Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Instant;
    }

    /** How many documents a query has to look at, at most. */
    int candidates(Document query) {
        List<String> texts = textsOf(query.get(field));
        return texts == null
                ? values.size()
                : texts.stream().mapToInt(text -> idsOf(text).size()).sum();
    }

    /** The ids of the documents whose field matches the query. */
    List<Object> find(Document query, BiPredicate<Document, Document> matches) {
        Object wanted = query.get(field);
        List<String> texts = textsOf(wanted);
        Stream<Object> among = texts == null
                ? values.keySet().stream()
                : texts.stream().flatMap(text -> idsOf(text).stream()).distinct();
        Document condition = new Document(VALUE, wanted);
        return among.filter(id -> matches.test(new Document(VALUE, values.get(id)), condition))
                .toList();
    }

    /** The values of which the query accepts any; null if it asks for something else. */
    private static @Nullable List<String> textsOf(@Nullable Object wanted) {
        if (wanted instanceof String text) {
            return List.of(text);
        }
        if (wanted instanceof Document condition
                && condition.size() == 1
                && condition.get("$in") instanceof Collection<?> some
                && some.stream().allMatch(String.class::isInstance)) {
            return some.stream().map(String.class::cast).toList();
        }
        return null;
    }

    private Collection<Object> idsOf(String text) {
        Having found = having.get(text);
        return found == null ? List.of() : found.ids();
    }

    /** Whether the index alone can answer: the query and the projection use only the id and the field. */
    boolean covers(Document query, @Nullable Document fields) {
        return fields != null
                && !fields.isEmpty()
                && query.keySet().equals(Set.of(field))
                && fields.entrySet().stream()
                        .allMatch(part ->
                                (part.getKey().equals(ID) || part.getKey().equals(field))
                                        && !field.contains(".")
                                        && Utils.isTrue(part.getValue()));
    }

    /** The id and the field of a document; null if the field is absent or has several values. */
    @Nullable
    Document entry(Object id) {
        Object value = values.get(id);
        return isSimple(value) ? new Document(ID, id).append(field, value) : null;
    }

    /** Adds a document that is new or was changed. */
    void put(Document document) {
        if (!active) {
            return;
        }
        Object id = Objects.requireNonNull(document.get(ID));
        forget(id);
        Object value = Utils.getSubdocumentValueCollectionAware(document, field);
        if (value instanceof String text) {
            Having all = having.computeIfAbsent(text, Having::new);
            all.add(id);
            // documents with the same value share one object
            values.put(id, all.text);
        } else if (!(value instanceof Missing)) {
            values.put(id, value);
            texts(value)
                    .forEach(text -> having.computeIfAbsent(text, Having::new).add(id));
        }
    }

    private void forget(Object id) {
        texts(values.remove(id))
                .forEach(text -> having.computeIfPresent(text, (t, all) -> all.remove(id) ? null : all));
    }

    /** The key under which a value is found. */
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

    /** Always false, so that only the collection fills the index. */
    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public long getDataSize() {
        return 0;
    }

    // The superclass lets an index enforce uniqueness and answer queries by itself; this one does neither.

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
