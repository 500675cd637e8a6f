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
 * A collection whose documents never change: a write puts another in a document's place. So an answer stays what it was
 * while it is on its way, and a query that must look at every document keeps nobody waiting who writes. Whatever else a query
 * names, its {@code _id} finds the document without a scan, and so does a {@link FieldIndex}. An answer goes out in batches,
 * of which one is in memory.
 */
final class SnapshotCollection extends H2Collection {

    private static final String ID = "_id";
    private static final Document ALL = new Document();
    private static final Document IDS = new Document(ID, 1);

    /** What a MongoDB server answers with first where a client does not say. */
    private static final int FIRST_BATCH = 101;

    /** How many documents are looked up at a time for what is done to each of them. */
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

    /** What a find asks comes wrapped, needs no lock, and is answered in batches. */
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
        Reading reading;
        List<Document> first;
        if (idsIn(query) == null && hasUniqueIndexFor(query)) {
            synchronized (this) {
                // the index and what it leads to, of one moment
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

    /** For what is done to each document: copies, for the parent changes what it gets before it puts it back. */
    @Override
    protected QueryResult queryDocuments(
            Document query, @Nullable Document order, int skip, int limit, int batch, @Nullable Document fields) {
        Reading reading = read(query, order, skip, limit, null);
        return new QueryResult(() -> new Iterator<>() {

            private final Deque<Document> some = new ArrayDeque<>();
            private boolean begun;

            @Override
            public boolean hasNext() {
                if (some.isEmpty()) {
                    // most often there is only one
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

    /** Copies of the documents that a query wants, one after the other. */
    Stream<Document> stream(Document query) {
        return StreamSupport.stream(queryDocuments(query, null, 0, 0, 0, null).spliterator(), false);
    }

    private Reading read(Document query, @Nullable Document order, int skip, int limit, @Nullable Document fields) {
        Places places = placesOf(query, fields);
        return new Reading(
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
     * Where the documents can only be that a query wants.
     *
     * @param ids null where that is not known
     * @param index that has all that is asked for as well
     */
    private record Places(@Nullable Collection<?> ids, @Nullable FieldIndex index) {

        static final Places UNKNOWN = new Places(null, null);

        /** Documents whose ids are close to each other are so in the file. */
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
        // most of them are read faster one after the other
        return found.size() > documents.size() / 2 && found.size() > FIRST_BATCH
                ? Places.UNKNOWN
                : new Places(found, null);
    }

    /** An index is filled when it is first asked for, and all that wait for it by one scan: a start need not wait. */
    private void fill() {
        if (!unfilled.isEmpty()) {
            Reading all = Reading.all(documents);
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

    /** Another index of the same field takes the place of one that goes. */
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

    /** The ids of which a query wants any; null where it does not say, or not as text. */
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

    /** A copy: the parent changes what it gets before it puts it back. */
    @Override
    protected Document getDocument(Object position) {
        return super.getDocument(position).cloneDeeply();
    }
}
