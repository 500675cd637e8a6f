package wales.rhannu.starter.aggregate;

import com.mongodb.WriteConcern;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.mongo.Cursors;
import wales.rhannu.starter.outbox.Pending;

/**
 * The documents of one type of aggregate. Every write is one single-document operation, guarded by the version, that
 * holds the new state and the event together: after it returns, the event will reach Kafka whatever dies next.
 *
 * <p>Queries name fields as {@code state.<field>}; dates are ISO 8601 strings.
 *
 * @param <A> the aggregate
 */
public final class Store<A extends Aggregate<?>> {

    /** The field of the words by which aggregates are found, where their service declares them. */
    public static final String TERMS = Terms.FIELD;

    private static final int MOST_PENDING = 100;
    private static final long MOST_PENDING_BYTES = 1 << 20;
    private static final int REQUESTS_REMEMBERED = 20;
    private static final int TRIES = 50;
    private static final Document ABSENT = new Document("$exists", false);
    private static final Document NOT_ERASED = new Document("erased", ABSENT);
    /** What holds of no field that is not there. */
    private static final Set<String> COMPARISONS = Set.of("$gt", "$gte", "$lt", "$lte");

    private final Class<A> type;
    private final String collection;
    private final String internalTopic;
    private final @Nullable String publicTopic;
    private final List<String> uniqueFields;
    private final Terms<A> terms;
    private final MongoTemplate mongo;
    private final JsonMapper json;
    private final JsonMapper restoring;
    private final Clock clock;
    private final Supplier<@Nullable String> traceparent;
    private final Consumer<String> written;

    Store(
            Class<A> type,
            String collection,
            String internalTopic,
            @Nullable String publicTopic,
            List<String> uniqueFields,
            Terms<A> terms,
            MongoTemplate mongo,
            JsonMapper json,
            JsonMapper restoring,
            Clock clock,
            Supplier<@Nullable String> traceparent,
            Consumer<String> written) {
        this.type = type;
        this.collection = collection;
        this.internalTopic = internalTopic;
        this.publicTopic = publicTopic;
        this.uniqueFields = uniqueFields;
        this.terms = terms;
        this.mongo = mongo;
        this.json = json;
        this.restoring = restoring;
        this.clock = clock;
        this.traceparent = traceparent;
        this.written = written;
    }

    /** The aggregate as stored; empty when there is none or it was erased. */
    public Optional<A> find(String id) {
        Document document = load(id);
        return document == null || erased(document) ? Optional.empty() : Optional.of(restore(document));
    }

    /** Whether there was one that was erased; its id is not used again. */
    public boolean isErased(String id) {
        Document document = load(id);
        return document != null && erased(document);
    }

    /**
     * As {@link #find(String)}.
     *
     * @throws DomainException not found
     */
    public A get(String id) {
        return find(id).orElseThrow(() -> DomainException.notFound("There is nothing with the id " + id + "."));
    }

    /**
     * Stores a new aggregate and gives it back. A repeat of the same request gives what the first one stored, another
     * instance than the argument.
     *
     * @throws DomainException invalid when the key was used with another body; conflict when the id, or the value of a unique
     *     field, is taken
     */
    public A add(A aggregate, RequestContext context) {
        DomainEvent event =
                Objects.requireNonNull(aggregate.raised(), "A new aggregate raises the event of its creation");
        ObjectNode state = stateOf(aggregate);
        ObjectNode open = publicStateOf(aggregate);
        String published = publicHash(open);
        Pending pending = pending(aggregate, event, state, open, sequenceAfter(0), published, null);
        Document document = new Document("_id", aggregate.id())
                .append("version", 1L)
                .append("sequence", pending.sequence())
                .append("state", Bson.from(state))
                .append("requests", remembering(List.of(), context))
                .append("pending", pending.sequence())
                .append(Pending.OUTBOX, new Document(pending.key(), pending.toDocument()));
        document.putAll(terms.of(aggregate, 1));
        if (published != null) {
            document.append("published", published);
        }
        try {
            mongo.execute(collection, c -> durable(c).insertOne(document));
        } catch (DuplicateKeyException e) {
            return repeated(aggregate, context, e);
        }
        aggregate.stored(aggregate.id(), 1, pending.sequence());
        written.accept(aggregate.id());
        return aggregate;
    }

    private A repeated(A aggregate, RequestContext context, DuplicateKeyException cause) {
        Document there = load(aggregate.id());
        if (there == null) {
            throw taken(cause);
        }
        if (erased(there)) {
            throw DomainException.conflict("erased", "What had this id was erased, and the id is not used again.");
        }
        if (!carriedOut(there, context)) {
            throw DomainException.conflict("already-exists", "There is one with this id already.");
        }
        return restore(there);
    }

    private DomainException taken(DuplicateKeyException cause) {
        String message = String.valueOf(cause.getMessage());
        String field = uniqueFields.stream()
                .filter(message::contains)
                .findFirst()
                .orElse(uniqueFields.isEmpty() ? "id" : uniqueFields.get(0));
        return DomainException.conflict(kebab(field) + "-taken", "Another has the same " + field + " already.");
    }

    /**
     * Loads, changes and stores an aggregate. The change may run again when another write came between, unless the write
     * names the version it expects. A change that raises nothing stores nothing. A repeat of a request that was carried
     * out changes nothing.
     *
     * @throws DomainException not found; precondition failed; unavailable when too much waits to be published
     */
    public A change(String id, RequestContext context, Consumer<A> change) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Document before = load(id);
            if (before == null || erased(before)) {
                throw DomainException.notFound("There is nothing with the id " + id + ".");
            }
            if (carriedOut(before, context)) {
                return restore(before);
            }
            Set<Long> expected = context.expectedVersions();
            if (expected != null && !expected.contains(version(before))) {
                throw changedMeanwhile();
            }
            A aggregate = restore(before);
            change.accept(aggregate);
            DomainEvent event = aggregate.raised();
            if (event == null) {
                return restore(before);
            }
            if (replace(before, aggregate, event, context)) {
                return aggregate;
            }
            if (expected != null) {
                throw changedMeanwhile();
            }
        }
        throw DomainException.unavailable("busy", "Too many write to this at once.", Duration.ofSeconds(1));
    }

    private static DomainException changedMeanwhile() {
        return DomainException.of(
                DomainException.Kind.PRECONDITION_FAILED,
                "version-changed",
                "It was changed meanwhile: read it again.");
    }

    private boolean replace(Document before, A aggregate, DomainEvent event, RequestContext context) {
        String id = aggregate.id();
        Document waiting = before.get(Pending.OUTBOX, new Document());
        mustHaveRoom(waiting, aggregate.erased());
        long next = sequenceAfter(aggregate.sequence());
        ObjectNode state = stateOf(aggregate);
        ObjectNode open = publicStateOf(aggregate);
        String published = publicHash(open);
        Pending pending = pending(aggregate, event, state, open, next, published, before.getString("published"));
        Document set = new Document("version", aggregate.version() + 1).append("sequence", next);
        Document unset = new Document();
        if (aggregate.erased()) {
            // what waits holds the state that must go; the tombstone says all that readers still need
            set.append("erased", true)
                    .append("requests", List.of())
                    .append("pending", next)
                    .append(Pending.OUTBOX, new Document(pending.key(), pending.toDocument()));
            unset.append("state", "").append("published", "");
            unset.putAll(Terms.fields());
        } else {
            set.append("state", Bson.from(state))
                    .append("requests", remembering(before.getList("requests", Document.class, List.of()), context))
                    .append(Pending.OUTBOX + "." + pending.key(), pending.toDocument());
            set.putAll(terms.of(aggregate, aggregate.version() + 1));
            if (published != null) {
                set.append("published", published);
            } else {
                unset.append("published", "");
            }
            if (event.replacesPending()) {
                replaceable(waiting, pending).ifPresent(key -> unset.append(Pending.OUTBOX + "." + key, ""));
            }
        }
        Document update = new Document("$set", set);
        if (!aggregate.erased()) {
            update.append("$min", new Document("pending", next));
        }
        if (!unset.isEmpty()) {
            update.append("$unset", unset);
        }
        Document guard = new Document("_id", id).append("version", aggregate.version());
        try {
            Boolean done = mongo.execute(
                    collection, c -> durable(c).updateOne(guard, update).getMatchedCount() == 1);
            if (!Boolean.TRUE.equals(done)) {
                return false;
            }
        } catch (DuplicateKeyException e) {
            throw taken(e);
        }
        aggregate.stored(id, aggregate.version() + 1, next);
        written.accept(id);
        return true;
    }

    /** The last event that waits, where it is a draft's autosave that went to nobody but us. */
    private static Optional<String> replaceable(Document waiting, Pending by) {
        return Pending.inOrder(waiting).stream()
                .reduce((earlier, later) -> later)
                .filter(last -> last.type().equals(by.type()) && last.messages().size() == 1)
                .map(Pending::key);
    }

    private static void mustHaveRoom(Document waiting, boolean erasing) {
        if (erasing) {
            return;
        }
        long bytes = 0;
        for (Pending pending : Pending.inOrder(waiting)) {
            bytes += pending.bytes();
        }
        if (waiting.size() >= MOST_PENDING || bytes >= MOST_PENDING_BYTES) {
            throw DomainException.unavailable(
                    "too-much-pending",
                    "Too many changes of this wait to be published: try again in a moment.",
                    Duration.ofSeconds(5));
        }
    }

    /** Those that match, erased ones left out. */
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
        mongo.execute(collection, c -> {
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
                what.accept(restore(document));
            }
            return true;
        });
    }

    /** What restoring needs besides the fields that the query names; without any, all but what only writing needs. */
    private static Document projection(Query query) {
        Document fields = new Document(query.getFieldsObject());
        return fields.containsValue(1)
                ? fields.append("version", 1).append("sequence", 1)
                : fields.append(Pending.OUTBOX, 0).append("requests", 0).append(TERMS, 0);
    }

    /** How many match, erased ones left out. */
    public long count(Query query) {
        Long count = mongo.execute(collection, c -> c.countDocuments(existing(query)));
        return count == null ? 0 : count;
    }

    /**
     * Brings the words up to date of those that a version of the service wrote which knew none, or that were written before
     * their service changed what words it takes.
     */
    public void completeTerms() {
        mongo.execute(collection, c -> {
            for (Document document :
                    c.find(NOT_ERASED).projection(Terms.projection()).batchSize(1_000)) {
                if (!Terms.areOf(document)) {
                    completeTerms(document.getString("_id"));
                }
            }
            return true;
        });
    }

    private void completeTerms(String id) {
        Document document = load(id);
        if (document != null && !erased(document) && !Terms.areOf(document)) {
            long version = version(document);
            Document found = terms.of(restore(document), version);
            Document guard = new Document("_id", id).append("version", version);
            mongo.execute(collection, c -> c.updateOne(guard, new Document("$set", found)));
        }
    }

    /** Where a query compares a field of the state, erased ones are left out already, and an index alone can answer. */
    private static Document existing(Query query) {
        Document filter = new Document(query.getQueryObject());
        return filter.entrySet().stream().anyMatch(Store::excludesErased) ? filter : filter.append("erased", ABSENT);
    }

    private static boolean excludesErased(Map.Entry<String, Object> condition) {
        return condition.getKey().startsWith("state.")
                && (condition.getValue() instanceof Document comparison
                        ? comparison.entrySet().stream().allMatch(Store::needsAValue)
                        : isValue(condition.getValue()));
    }

    private static boolean needsAValue(Map.Entry<String, Object> comparison) {
        return COMPARISONS.contains(comparison.getKey()) && isValue(comparison.getValue())
                || comparison.getKey().equals("$in")
                        && comparison.getValue() instanceof Collection<?> some
                        && some.stream().allMatch(Store::isValue);
    }

    private static boolean isValue(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    private @Nullable Document load(String id) {
        return mongo.execute(collection, c -> c.find(new Document("_id", id)).first());
    }

    private static MongoCollection<Document> durable(MongoCollection<Document> c) {
        return c.withWriteConcern(WriteConcern.MAJORITY);
    }

    private A restore(Document document) {
        A aggregate = restoring.convertValue(document.get("state", new Document()), type);
        aggregate.stored(document.getString("_id"), version(document), longOf(document, "sequence"));
        return aggregate;
    }

    private static boolean carriedOut(Document document, RequestContext context) {
        String key = context.requestKey();
        if (key == null) {
            return false;
        }
        for (Document request : document.getList("requests", Document.class, List.of())) {
            if (hash(key).equals(request.getString("key"))) {
                if (!Objects.equals(request.getString("fingerprint"), context.fingerprint())) {
                    throw DomainException.of(
                            DomainException.Kind.INVALID,
                            "idempotency-key-reused",
                            "This Idempotency-Key came with another request before.");
                }
                return true;
            }
        }
        return false;
    }

    private static List<Document> remembering(List<Document> requests, RequestContext context) {
        String key = context.requestKey();
        if (key == null) {
            return requests;
        }
        List<Document> all = new ArrayList<>(requests);
        all.add(new Document("key", hash(key)).append("fingerprint", context.fingerprint()));
        return all.subList(Math.max(0, all.size() - REQUESTS_REMEMBERED), all.size());
    }

    private long sequenceAfter(long previous) {
        return Math.max(previous + 1, clock.millis());
    }

    private ObjectNode stateOf(A aggregate) {
        ObjectNode fields = json.valueToTree(aggregate);
        ObjectNode state = json.createObjectNode();
        state.put("id", aggregate.id());
        state.setAll(fields);
        return state;
    }

    private @Nullable ObjectNode publicStateOf(A aggregate) {
        Object view = publicTopic == null || aggregate.erased() ? null : aggregate.publicState();
        if (view == null) {
            return null;
        }
        ObjectNode state = json.createObjectNode();
        state.put("id", aggregate.id());
        state.setAll((ObjectNode) json.valueToTree(view));
        return state;
    }

    private @Nullable String publicHash(@Nullable JsonNode state) {
        return state == null ? null : hash(state.toString());
    }

    private Pending pending(
            A aggregate,
            DomainEvent event,
            ObjectNode state,
            @Nullable ObjectNode open,
            long sequence,
            @Nullable String published,
            @Nullable String publishedBefore) {
        EventType eventType = event.getClass().getAnnotation(EventType.class);
        if (eventType == null) {
            throw new IllegalStateException(event.getClass() + " lacks @EventType");
        }
        List<Pending.Message> messages = new ArrayList<>();
        messages.add(
                new Pending.Message(internalTopic, aggregate.erased() ? null : data(state, json.valueToTree(event))));
        if (publicTopic != null) {
            if (open == null && publishedBefore != null) {
                messages.add(new Pending.Message(publicTopic, null));
            } else if (open != null && !Objects.equals(published, publishedBefore)) {
                messages.add(new Pending.Message(publicTopic, data(open, json.valueToTree(event.publicChange()))));
            }
        }
        return new Pending(
                sequence, eventType.value(), Instant.ofEpochMilli(clock.millis()), traceparent.get(), messages);
    }

    private String data(JsonNode state, JsonNode change) {
        Map<String, JsonNode> data = new LinkedHashMap<>();
        data.put("state", state);
        data.put("change", change);
        return json.writeValueAsString(data);
    }

    private static boolean erased(Document document) {
        return document.containsKey("erased");
    }

    private static long version(Document document) {
        return longOf(document, "version");
    }

    private static long longOf(Document document, String field) {
        return document.get(field, Number.class).longValue();
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    java.security.MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return java.util.HexFormat.of().formatHex(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String kebab(String field) {
        return field.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }
}
