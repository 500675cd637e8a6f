package wales.rhannu.starter.aggregate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.bson.Document;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.query.Query;

/**
 * The aggregates of one type. Every write is one single-document operation that holds the new state and the event together:
 * after it returns, the event will reach Kafka whatever dies next. So that nothing is answered that a failover can still
 * undo, an answer without a write of its own (a repeat, a change that raises nothing) is confirmed by a majority write that
 * leaves the document as it is.
 *
 * <p>Queries name fields as {@code state.<field>}; dates are ISO 8601 strings.
 *
 * @param <A> the aggregate
 */
public final class Store<A extends Aggregate<?>> {

    /** The field of the words by which aggregates are found, where their service declares them. */
    public static final String TERMS = SearchTerms.FIELD;

    private static final int TRIES = 50;

    private final Documents documents;
    private final AggregateMapper<A> mapper;
    private final DocumentWriter<A> writer;
    private final Queries<A> queries;
    private final List<String> uniqueFields;
    private final Consumer<String> written;

    Store(
            Documents documents,
            AggregateMapper<A> mapper,
            OutboxWriter<A> outbox,
            SearchTerms<A> terms,
            List<String> uniqueFields,
            Consumer<String> written) {
        this.documents = documents;
        this.mapper = mapper;
        this.writer = new DocumentWriter<>(mapper, outbox, terms);
        this.queries = new Queries<>(documents, mapper, terms);
        this.uniqueFields = uniqueFields;
        this.written = written;
    }

    /** The aggregate as stored; empty when there is none or it was erased. */
    public Optional<A> find(String id) {
        Document document = documents.load(id);
        return document == null || Documents.erased(document)
                ? Optional.empty()
                : Optional.of(mapper.restore(document));
    }

    /** Whether there was one that was erased; its id is not used again. */
    public boolean isErased(String id) {
        Document document = documents.load(id);
        return document != null && Documents.erased(document);
    }

    /**
     * As {@link #find(String)}.
     *
     * @throws DomainException not found
     */
    public A get(String id) {
        return find(id).orElseThrow(DomainException::notFound);
    }

    /**
     * Whether a request with a key was carried out on an aggregate before, though it may have changed nothing; also whether it
     * erased it.
     *
     * @throws DomainException invalid when the key was used with another body
     */
    public boolean isRepeat(String id, RequestContext context) {
        if (context.requestKey() == null) {
            return false;
        }
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Document document = documents.load(id);
            if (document == null || !RememberedRequests.contain(document, context)) {
                return false;
            }
            if (documents.confirm(document)) {
                return true;
            }
        }
        throw busy();
    }

    /**
     * Stores a new aggregate and gives it back. A repeat of the same request gives what the first one stored, as it is now:
     * another instance than the argument.
     *
     * @throws DomainException invalid when the key was used with another body; conflict when the id, or the value of a unique
     *     field, is taken
     */
    public A add(A aggregate, RequestContext context) {
        DomainEvent event =
                Objects.requireNonNull(aggregate.raised(), "A new aggregate raises the event of its creation");
        Document document = writer.created(aggregate, event, context);
        try {
            documents.insert(document);
        } catch (DuplicateKeyException e) {
            return repeated(aggregate.id(), context, e);
        }
        aggregate.stored(aggregate.id(), 1, AggregateMapper.longOf(document, "sequence"));
        written.accept(aggregate.id());
        return aggregate;
    }

    private A repeated(String id, RequestContext context, DuplicateKeyException cause) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Document there = documents.load(id);
            if (there == null) {
                throw taken(cause);
            }
            if (Documents.erased(there)) {
                throw DomainException.conflict("erased");
            }
            if (!RememberedRequests.contain(there, context)) {
                throw DomainException.conflict("already-exists");
            }
            if (documents.confirm(there)) {
                return mapper.restore(there);
            }
        }
        throw busy();
    }

    private DomainException taken(DuplicateKeyException cause) {
        String message = String.valueOf(cause.getMessage());
        String field = uniqueFields.stream()
                .filter(message::contains)
                .findFirst()
                .orElse(uniqueFields.isEmpty() ? "id" : uniqueFields.get(0));
        String code = kebab(field) + "-taken";
        return DomainException.conflict(code);
    }

    /**
     * Loads, changes and stores an aggregate. The change may run again when another write came between, unless the write
     * names the version it expects. It runs on another version too, only to see whether it refuses the caller, and nothing of
     * that is stored: what it does besides changing the aggregate asks {@link RequestContext#expects} before.
     *
     * <p>A change that raises nothing stores nothing but the request's key. A repeat of a request that was carried out changes
     * nothing, and gives the aggregate as it is now; after the request that erased it, without its fields.
     *
     * @throws DomainException not found, or what the change refuses the caller; precondition failed; what else the change
     *     refuses; unavailable when too much waits to be published
     */
    public A change(String id, RequestContext context, Consumer<A> change) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Document before = documents.load(id);
            if (before == null) {
                throw DomainException.notFound();
            }
            if (RememberedRequests.contain(before, context)) {
                if (documents.confirm(before)) {
                    return mapper.restore(before);
                }
                continue;
            }
            if (Documents.erased(before)) {
                throw DomainException.notFound();
            }
            A aggregate = mapper.restore(before);
            tryOut(change, aggregate, context.expects(aggregate.version()));
            DomainEvent event = aggregate.raised();
            if (event == null) {
                if (documents.remember(before, context)) {
                    return mapper.restore(before);
                }
            } else if (replace(before, aggregate, event, context)) {
                return aggregate;
            }
            if (context.expectedVersions() != null) {
                throw changedMeanwhile();
            }
        }
        throw busy();
    }

    /**
     * Who may not see it or do this is told so before anything of its version. Whatever else the change says would be about a
     * version that the caller did not mean, and comes after.
     */
    private void tryOut(Consumer<A> change, A aggregate, boolean expected) {
        try {
            change.accept(aggregate);
        } catch (RuntimeException failure) {
            if (expected
                    || failure instanceof DomainException refusal
                            && refusal.kind().isOfTheCaller()) {
                throw failure;
            }
        }
        if (!expected) {
            throw changedMeanwhile();
        }
    }

    private static DomainException busy() {
        return DomainException.unavailable("busy", Duration.ofSeconds(1));
    }

    private static DomainException changedMeanwhile() {
        return DomainException.of(DomainException.Kind.PRECONDITION_FAILED, "version-changed");
    }

    private boolean replace(Document before, A aggregate, DomainEvent event, RequestContext context) {
        Document update = writer.changed(before, aggregate, event, context);
        try {
            if (!documents.update(before, update)) {
                return false;
            }
        } catch (DuplicateKeyException e) {
            throw taken(e);
        }
        Document set = update.get("$set", Document.class);
        aggregate.stored(
                aggregate.id(), AggregateMapper.longOf(set, "version"), AggregateMapper.longOf(set, "sequence"));
        written.accept(aggregate.id());
        return true;
    }

    /** Publishes the extract of an aggregate, where a version of the service wrote it that knew none. */
    public void completeExtract(String id) {
        if (queries.completeExtract(id, writer)) {
            written.accept(id);
        }
    }

    /** The matching aggregates, without erased ones. */
    public List<A> find(Query query) {
        List<A> found = new ArrayList<>();
        each(query, found::add);
        return found;
    }

    /**
     * Reads those that match one after the other, erased ones left out: for more than fit in memory. Where the query has
     * {@link Query#fields()}, {@code state.<field>} each, only those are read and the others are as in a new object.
     */
    public void each(Query query, Consumer<A> what) {
        each(query, what, (id, why) -> {
            throw why;
        });
    }

    /**
     * As {@link #each(Query, Consumer)}, where one that cannot be restored keeps no other out.
     *
     * @param unreadable gets its id and why
     */
    public void each(Query query, Consumer<A> what, BiConsumer<String, RuntimeException> unreadable) {
        queries.each(query, what, unreadable);
    }

    /** The ids of the matching aggregates, without erased ones; for changing many of them one by one. */
    public List<String> ids(Query query) {
        Query byId = Query.of(query);
        byId.fields().include("_id");
        List<String> ids = new ArrayList<>();
        each(byId, found -> ids.add(found.id()));
        return ids;
    }

    /** How many match, erased ones left out; no more than the query's limit, where it has one. */
    public long count(Query query) {
        return queries.count(query);
    }

    /**
     * Brings the words up to date of those that a version of the service wrote which knew none. Where the service has changed
     * which words it takes, those that it took before stay until the aggregate changes.
     */
    public void completeTerms() {
        queries.completeTerms();
    }

    private static String kebab(String field) {
        return field.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
