package wales.rhannu.engines;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose documents never change: a write puts another in a document's place. So an answer stays what it was
 * while it is on its way, and a query that must look at every document keeps nobody waiting who writes. Whatever else a query
 * names, its {@code _id} finds the document without a scan, and so does a {@link FieldIndex}.
 */
final class SnapshotCollection extends H2Collection {

    private static final String ID = "_id";

    private final MVMap<Object, Document> documents;
    private final List<FieldIndex> unfilled = new ArrayList<>();

    SnapshotCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            MVMap<Object, Document> documents,
            MVMap<String, Object> meta,
            CursorRegistry cursors) {
        super(database, name, options, documents, meta, cursors);
        this.documents = documents;
    }

    /** What a find asks comes wrapped, and needs no lock. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public QueryResult handleQuery(QueryParameters parameters) {
        Document selector = parameters.getQuerySelector();
        return selector.get("$query") instanceof Document query
                ? queryDocuments(
                        query,
                        (Document) selector.get("$orderby"),
                        parameters.getNumberToSkip(),
                        parameters.getLimit(),
                        parameters.getBatchSize(),
                        parameters.getProjection())
                : super.handleQuery(parameters);
    }

    @Override
    protected QueryResult queryDocuments(
            Document query, @Nullable Document order, int skip, int limit, int batch, @Nullable Document fields) {
        Collection<?> ids = idsIn(query);
        if (ids == null) {
            synchronized (this) {
                if (getIndexes().stream().anyMatch(index -> index.canHandle(query))) {
                    // the index and what it leads to, of one moment
                    return super.queryDocuments(query, order, skip, limit, batch, fields);
                }
                ids = idsByIndex(query);
            }
        }
        if (ids == null) {
            return super.queryDocuments(query, order, skip, limit, batch, fields);
        }
        Stream<Document> found = ids.stream().map(documents::get).filter(Objects::nonNull);
        return copies(matchDocumentsFromStream(found, query, order, skip, limit, batch, fields));
    }

    /** The ids of all that a query can want, by the index of a field that it names; null where there is none. */
    private @Nullable Collection<?> idsByIndex(Document query) {
        List<FieldIndex> possible =
                fieldIndexes().filter(index -> index.isOf(query)).toList();
        if (possible.isEmpty()) {
            return null;
        }
        fill();
        return Collections.min(possible, Comparator.comparingInt(index -> index.candidates(query)))
                .find(query, this::documentMatchesQuery);
    }

    private Stream<FieldIndex> fieldIndexes() {
        return getIndexes().stream().filter(FieldIndex.class::isInstance).map(FieldIndex.class::cast);
    }

    /** An index is filled when it is first asked for, and all that wait for it by one scan: a start need not wait. */
    private void fill() {
        if (!unfilled.isEmpty()) {
            documents.values().forEach(document -> unfilled.forEach(index -> index.put(document)));
            unfilled.clear();
        }
    }

    /** Several indexes can begin with one field, which is looked up in the first of them. */
    @Override
    public synchronized void addIndex(Index<Object> index) {
        boolean isOfAnother = index instanceof FieldIndex some && fieldIndexes().anyMatch(some::hasFieldOfAnother);
        super.addIndex(isOfAnother ? new EmptyIndex<>(index.getName(), index.getKeys()) : index);
        if (index instanceof FieldIndex some && getIndexes().contains(index)) {
            unfilled.add(some);
        }
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

    @Override
    protected QueryResult matchDocuments(
            Document query, @Nullable Document order, int skip, int limit, int batch, @Nullable Document fields) {
        return copies(super.matchDocuments(query, order, skip, limit, batch, fields));
    }

    private static QueryResult copies(QueryResult found) {
        return new QueryResult(
                found.collectDocuments().stream().map(Document::cloneDeeply).toList(), found.getCursorId());
    }
}
