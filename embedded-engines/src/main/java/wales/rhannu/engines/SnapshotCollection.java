package wales.rhannu.engines;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.RootReference;
import org.jspecify.annotations.Nullable;

/**
 * A collection of immutable documents: a write replaces the document. So an answer does not change while it is sent, and a query
 * that scans the collection does not block writers. A query with an {@code _id}, or with a field of a {@link FieldIndex}, needs
 * no scan, whatever other conditions it has. Answers are sent in batches, one of which is in memory.
 */
final class SnapshotCollection extends H2Collection {

    private static final String ID = "_id";
    private static final Document ALL = new Document();
    private static final Document IDS = new Document(ID, 1);

    /** The size of the first batch if the client names none, as in MongoDB. */
    private static final int FIRST_BATCH = 101;

    /** How many documents are read at a time when each is to be updated or deleted. */
    private static final int AT_A_TIME = 32;

    private final MVMap<Object, Document> documents;
    private final OpenCursors cursors;
    private final List<FieldIndex> unfilled = new ArrayList<>();

    SnapshotCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            MVMap<Object, Document> documents,
            MVMap<String, Object> meta,
            CursorRegistry registry) {
        super(database, name, options, documents, meta, registry);
        this.documents = documents;
        this.cursors = new OpenCursors(registry, OpenCursors.IDLE);
    }

    /** Answers a find in batches and without a lock. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public QueryResult handleQuery(QueryParameters parameters) {
        Document selector = parameters.getQuerySelector();
        if (!(selector.get("$query") instanceof Document query)) {
            return super.handleQuery(parameters);
        }
        Document order = (Document) selector.get("$orderby");
        Document fields = parameters.getProjection();
        int batch = parameters.getBatchSize() > 0 ? parameters.getBatchSize() : FIRST_BATCH;
        QueryExecution reading;
        List<Document> first;
        if (idsIn(query) == null && hasUniqueIndexFor(query)) {
            synchronized (this) {
                // the index and the documents are read from the same snapshot
                reading = read(query, order, parameters.getNumberToSkip(), parameters.getLimit(), fields);
                first = reading.next(batch);
            }
        } else {
            reading = read(query, order, parameters.getNumberToSkip(), parameters.getLimit(), fields);
            first = reading.next(batch);
        }
        List<Document> answer = project(first, fields);
        if (reading.isDone()) {
            return new QueryResult(answer);
        }
        BatchCursor cursor = new BatchCursor(cursors.nextId(), reading, some -> project(some, fields));
        cursors.add(cursor);
        return new QueryResult(answer, cursor);
    }

    private List<Document> project(List<Document> some, @Nullable Document fields) {
        return fields == null || fields.isEmpty()
                ? some
                : matchDocumentsFromStream(some.stream(), ALL, null, 0, 0, 0, fields)
                        .collectDocuments();
    }

    /** The documents to update or delete, as copies, because the superclass modifies them before it writes them back. */
    @Override
    protected QueryResult queryDocuments(
            Document query, @Nullable Document order, int skip, int limit, int batch, @Nullable Document fields) {
        QueryExecution reading = read(query, order, skip, limit, null);
        return new QueryResult(() -> new Iterator<>() {

            private final Deque<Document> some = new ArrayDeque<>();
            private boolean begun;

            @Override
            public boolean hasNext() {
                if (some.isEmpty()) {
                    // usually there is only one
                    some.addAll(project(reading.next(begun ? AT_A_TIME : 1), fields));
                    begun = true;
                }
                return !some.isEmpty();
            }

            @Override
            public Document next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return some.remove().cloneDeeply();
            }
        });
    }

    @Override
    public int count(@Nullable Document query, int skip, int limit) {
        return query == null || query.isEmpty()
                ? super.count(ALL, skip, limit)
                : read(query, null, skip, limit, IDS).count();
    }

    /** Copies of the documents that match a query, read one after the other. */
    Stream<Document> stream(Document query) {
        return StreamSupport.stream(queryDocuments(query, null, 0, 0, 0, null).spliterator(), false);
    }

    private QueryExecution read(
            Document query, @Nullable Document order, int skip, int limit, @Nullable Document fields) {
        Places places = placesOf(query, fields);
        return new QueryExecution(
                documents,
                places.index == null ? this::stored : (root, id) -> entry(places.index, root, id),
                query,
                document -> documentMatchesQuery(document, query),
                places.inOrder(documents.getKeyType()),
                order,
                skip,
                limit);
    }

    private @Nullable Document stored(RootReference<Object, Document> root, Object id) {
        return documents.get(root.root, id);
    }

    private synchronized @Nullable Document entry(FieldIndex index, RootReference<Object, Document> root, Object id) {
        Document entry = index.entry(id);
        return entry != null ? entry : stored(root, id);
    }

    /**
     * The candidates for a query.
     *
     * @param ids null if unknown, so that all documents are scanned
     * @param index which alone can answer the query, or null
     */
    private record Places(@Nullable Collection<?> ids, @Nullable FieldIndex index) {

        static final Places UNKNOWN = new Places(null, null);

        /** Sorts the ids, because documents with neighbouring ids are close together in the file. */
        @Nullable
        List<Object> inOrder(Comparator<Object> order) {
            return ids == null
                    ? null
                    : ids.stream().map(Object.class::cast).sorted(order).toList();
        }
    }

    private Places placesOf(Document query, @Nullable Document fields) {
        Collection<?> ids = idsIn(query);
        if (ids != null) {
            return new Places(ids, null);
        }
        synchronized (this) {
            return placesByIndex(query, fields);
        }
    }

    private synchronized boolean hasUniqueIndexFor(Document query) {
        return getIndexes().stream().anyMatch(index -> index.canHandle(query));
    }

    private Places placesByIndex(Document query, @Nullable Document fields) {
        for (Index<Object> index : getIndexes()) {
            if (index.canHandle(query)) {
                Set<Object> places = new HashSet<>();
                index.getPositions(query).forEach(places::add);
                return new Places(places, null);
            }
        }
        FieldIndex best = null;
        for (Index<Object> index : getIndexes()) {
            if (index instanceof FieldIndex some && some.isOf(query)) {
                fill();
                if (best == null || some.candidates(query) < best.candidates(query)) {
                    best = some;
                }
            }
        }
        if (best == null) {
            return Places.UNKNOWN;
        }
        List<Object> found = best.find(query, this::documentMatchesQuery);
        if (best.covers(query, fields)) {
            return new Places(found, best);
        }
        // to read most of the documents, a scan is faster than looking up each
        return found.size() > documents.size() / 2 && found.size() > FIRST_BATCH
                ? Places.UNKNOWN
                : new Places(found, null);
    }

    /** Fills the indexes that are needed by one scan, at the first query, so that the start does not have to wait. */
    private void fill() {
        if (!unfilled.isEmpty()) {
            QueryExecution all = QueryExecution.all(documents);
            while (!all.isDone()) {
                all.next(Integer.MAX_VALUE).forEach(document -> unfilled.forEach(index -> index.put(document)));
            }
            unfilled.clear();
        }
    }

    @Override
    public synchronized void addIndex(Index<Object> index) {
        if (index instanceof FieldIndex some) {
            some.activate(fieldIndexes().noneMatch(other -> other.field().equals(some.field())));
        }
        super.addIndex(index);
        if (index instanceof FieldIndex some && some.isActive() && getIndexes().contains(index)) {
            unfilled.add(some);
        }
    }

    /** If an index is dropped, another one of the same field takes its entries over. */
    @Override
    public synchronized void dropIndex(String name) {
        List<String> gone = fieldIndexes()
                .filter(index -> index.isActive() && index.getName().equals(name))
                .map(FieldIndex::field)
                .toList();
        super.dropIndex(name);
        unfilled.removeIf(index -> index.getName().equals(name));
        fieldIndexes().filter(index -> gone.contains(index.field())).findFirst().ifPresent(index -> {
            index.activate(true);
            unfilled.add(index);
        });
    }

    private Stream<FieldIndex> fieldIndexes() {
        return getIndexes().stream().filter(FieldIndex.class::isInstance).map(FieldIndex.class::cast);
    }

    /** The ids that a query names; null if it names none, or not as texts. */
    private @Nullable Collection<?> idsIn(Document query) {
        Object id = ID.equals(getIdField()) ? query.get(ID) : null;
        if (id instanceof String) {
            return List.of(id);
        }
        if (id instanceof Document condition
                && condition.size() == 1
                && condition.get("$in") instanceof Collection<?> some
                && some.stream().allMatch(String.class::isInstance)) {
            return new HashSet<>(some);
        }
        return null;
    }

    /** A copy, because the superclass modifies it before it writes it back. */
    @Override
    protected Document getDocument(Object position) {
        return super.getDocument(position).cloneDeeply();
    }
}
