package wales.rhannu.engines;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose documents never change: a write puts another in a document's place. So an answer stays what it was
 * while it is on its way, and a query that must look at every document keeps nobody waiting who writes. Whatever else a query
 * names, its {@code _id} finds the document without a scan.
 */
final class SnapshotCollection extends H2Collection {

    private static final String ID = "_id";

    private final MVMap<Object, Document> documents;

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
        List<?> ids = idsIn(query);
        if (ids != null) {
            Stream<Document> found =
                    new HashSet<>(ids).stream().map(documents::get).filter(Objects::nonNull);
            return matchDocumentsFromStream(copies(found), query, order, skip, limit, batch, fields);
        }
        if (getIndexes().stream().anyMatch(index -> index.canHandle(query))) {
            // the index and what it leads to, of one moment
            synchronized (this) {
                return super.queryDocuments(query, order, skip, limit, batch, fields);
            }
        }
        return super.queryDocuments(query, order, skip, limit, batch, fields);
    }

    /** The ids of which a query wants any; null where it does not say, or not as text. */
    private @Nullable List<?> idsIn(Document query) {
        Object id = ID.equals(getIdField()) ? query.get(ID) : null;
        if (id instanceof String) {
            return List.of(id);
        }
        if (id instanceof Document condition
                && condition.size() == 1
                && condition.get("$in") instanceof Collection<?> some
                && some.stream().allMatch(String.class::isInstance)) {
            return List.copyOf(some);
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
        QueryResult found = super.matchDocuments(query, order, skip, limit, batch, fields);
        return new QueryResult(copies(found.collectDocuments().stream()).toList(), found.getCursorId());
    }

    private static Stream<Document> copies(Stream<Document> documents) {
        return documents.map(Document::cloneDeeply);
    }
}
