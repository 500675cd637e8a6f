package wales.rhannu.starter.aggregate;

import com.mongodb.client.FindIterable;
import com.mongodb.client.model.CountOptions;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.query.Query;
import wales.rhannu.starter.mongo.Cursors;
import wales.rhannu.starter.outbox.PendingEvent;

/** Reads many aggregates of one type; those that were erased are left out. */
record Queries<A extends Aggregate<?>>(Documents documents, AggregateMapper<A> mapper, SearchTerms<A> terms) {

    private static final Document ABSENT = new Document("$exists", false);
    private static final Document NOT_ERASED = new Document("erased", ABSENT);
    /** The operators that never match an absent field. */
    private static final Set<String> COMPARISONS = Set.of("$gt", "$gte", "$lt", "$lte");

    void each(Query query, Consumer<A> what, BiConsumer<String, RuntimeException> unreadable) {
        documents.mongo().execute(documents.collection(), c -> {
            FindIterable<Document> documents =
                    c.find(existing(query)).projection(projection(query)).batchSize(Cursors.BATCH_SIZE);
            if (!query.getSortObject().isEmpty()) {
                documents.sort(query.getSortObject());
            }
            if (query.getLimit() > 0) {
                documents.limit(query.getLimit());
            }
            if (query.getSkip() > 0) {
                documents.skip((int) query.getSkip());
            }
            for (Document document : documents) {
                A restored;
                try {
                    restored = mapper.restore(document);
                } catch (RuntimeException e) {
                    unreadable.accept(document.getString("_id"), e);
                    continue;
                }
                what.accept(restored);
            }
            return true;
        });
    }

    long count(Query query) {
        CountOptions options = new CountOptions().limit(query.getLimit());
        Long count = documents.mongo().execute(documents.collection(), c -> c.countDocuments(existing(query), options));
        return count == null ? 0 : count;
    }

    /**
     * Excludes erased aggregates. A query that compares a field of the state does so by itself, and an index alone can answer it.
     */
    private static Document existing(Query query) {
        Document filter = new Document(query.getQueryObject());
        return filter.entrySet().stream().anyMatch(Queries::excludesErased) ? filter : filter.append("erased", ABSENT);
    }

    private static boolean excludesErased(Map.Entry<String, Object> condition) {
        return condition.getKey().startsWith("state.")
                && (condition.getValue() instanceof Document comparison
                        ? comparison.entrySet().stream().allMatch(Queries::needsAValue)
                        : isValue(condition.getValue()));
    }

    private static boolean needsAValue(Map.Entry<String, Object> comparison) {
        return COMPARISONS.contains(comparison.getKey()) && isValue(comparison.getValue())
                || comparison.getKey().equals("$in")
                        && comparison.getValue() instanceof Collection<?> some
                        && some.stream().allMatch(Queries::isValue);
    }

    private static boolean isValue(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    /** What restoring needs besides the fields that the query names; without any, all but what only writing needs. */
    private static Document projection(Query query) {
        Document fields = new Document(query.getFieldsObject());
        return fields.containsValue(1)
                ? fields.append("version", 1).append("sequence", 1)
                : fields.append(PendingEvent.OUTBOX, 0)
                        .append(RememberedRequests.REQUESTS, 0)
                        .append(RememberedRequests.CREATED_BY, 0)
                        .append(SearchTerms.FIELD, 0);
    }

    /** Computes the search terms of a document again if they are not those of its state. */
    void completeTerms() {
        documents.mongo().execute(documents.collection(), c -> {
            for (Document document :
                    c.find(NOT_ERASED).projection(SearchTerms.projection()).batchSize(Cursors.BATCH_SIZE_OF_IDS)) {
                if (!SearchTerms.areOf(document)) {
                    completeTerms(document.getString("_id"));
                }
            }
            return true;
        });
    }

    /** @return whether there is something to be sent now */
    boolean completeExtract(String id, DocumentWriter<A> writer) {
        Document document = documents.load(id);
        if (document == null || Documents.erased(document)) {
            return false;
        }
        // where it was changed meanwhile, who changed it published it
        return writer.retold(document, mapper.restore(document))
                .map(update -> documents.update(document, update))
                .orElse(false);
    }

    private void completeTerms(String id) {
        Document document = documents.load(id);
        if (document != null && !Documents.erased(document) && !SearchTerms.areOf(document)) {
            A aggregate = mapper.restore(document);
            // where it was changed meanwhile, who changed it took them
            documents.update(document, new Document("$set", terms.of(aggregate, aggregate.version())));
        }
    }
}
