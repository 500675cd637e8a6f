package wales.rhannu.engines;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RootReference;
import org.jspecify.annotations.Nullable;

/**
 * A running query. It returns a few documents at a time and holds none in between: a scan remembers the last id, an index or a
 * sort the ids that it found. So its memory does not grow with the size of the documents. Each batch is read from one snapshot; a
 * document that was removed, or changed so that it no longer matches, is left out.
 */
final class QueryExecution {

    /** How much heap the documents of one batch may take: about 1 MB on the wire. */
    private static final int HEAVIEST = 4 << 20;

    private static final String ID = "_id";
    private static final String NATURAL = "$natural";
    private static final Document NO_ORDER = new Document();

    /** Reads a document, or the part of it that is needed, from a snapshot of the collection. */
    interface Lookup {
        @Nullable
        Document find(RootReference<Object, Document> root, Object id);
    }

    private final MVMap<Object, Document> documents;
    private final Lookup lookup;
    private final Predicate<Document> wanted;
    private final boolean descending;
    private final int limit;
    private final @Nullable Object from;
    private final @Nullable Object to;

    private Document order;
    private @Nullable List<Object> ids;
    private int position;
    private int toSkip;
    private int left;
    private @Nullable Object last;
    private boolean done;

    /**
     * @param lookup reads the document with an id
     * @param ids the candidates, in the order of the ids; null to scan all documents
     * @param order the sort as the client gives it, or null
     * @param limit 0 for no limit
     */
    QueryExecution(
            MVMap<Object, Document> documents,
            Lookup lookup,
            Document query,
            Predicate<Document> wanted,
            @Nullable List<Object> ids,
            @Nullable Document order,
            int skip,
            int limit) {
        this.documents = documents;
        this.lookup = lookup;
        this.wanted = wanted;
        this.ids = ids;
        this.limit = Math.max(0, limit);
        this.toSkip = Math.max(0, skip);
        this.left = this.limit == 0 ? Integer.MAX_VALUE : this.limit;
        Document asked = order == null ? NO_ORDER : order;
        boolean ofText = ids == null && everyIdIsText();
        boolean natural = asked.isEmpty() || asked.containsKey(NATURAL) || (ofText && isById(asked));
        this.order = natural ? NO_ORDER : asked;
        this.descending = natural
                && asked.values().stream()
                        .findFirst()
                        .map(QueryExecution::isDescending)
                        .orElse(false);
        if (descending && ids != null) {
            this.ids = new ArrayList<>(ids);
            Collections.reverse(this.ids);
        }
        Object least = ofText ? bound(query, "$gt", "$gte") : null;
        Object most = ofText ? bound(query, "$lt", "$lte") : null;
        this.from = descending ? most : least;
        this.to = descending ? least : most;
    }

    /** All documents there are. */
    static QueryExecution all(MVMap<Object, Document> documents) {
        return new QueryExecution(
                documents, (root, id) -> documents.get(root.root, id), NO_ORDER, document -> true, null, null, 0, 0);
    }

    private static boolean isById(Document order) {
        return order.size() == 1 && order.containsKey(ID);
    }

    private static boolean isDescending(Object direction) {
        return direction instanceof Number number && number.intValue() < 0;
    }

    /** Whether all ids are texts (the map keeps ids of one type together); then its order is that of a sort by id. */
    private boolean everyIdIsText() {
        return documents.firstKey() instanceof String && documents.lastKey() instanceof String;
    }

    /** The first or last id that the query can match, at which a scan begins or ends. */
    private static @Nullable Object bound(Document query, String... operators) {
        if (query.get(ID) instanceof Document condition) {
            for (String operator : operators) {
                if (condition.get(operator) instanceof String text) {
                    return text;
                }
            }
        }
        return null;
    }

    /** Whether all results were returned. */
    synchronized boolean isDone() {
        return done || left == 0;
    }

    /** The next documents, not copied: at least one if there is any, and fewer than asked for if they are large. */
    synchronized List<Document> next(int most) {
        List<Document> found = new ArrayList<>();
        if (isDone()) {
            return found;
        }
        MVStore store = documents.getStore();
        // the snapshot stays in the file until this is released
        MVStore.TxCounter use = store.registerVersionUsage();
        try {
            RootReference<Object, Document> root = documents.flushAndGetRoot();
            if (!order.isEmpty()) {
                sort(root);
            }
            Iterator<Document> rest = rest(root);
            long weight = 0;
            while (found.size() < most && left > 0 && weight < HEAVIEST) {
                if (!rest.hasNext()) {
                    done = true;
                    break;
                }
                Document document = rest.next();
                found.add(document);
                weight += HeapEstimate.of(document);
                left--;
            }
        } finally {
            store.deregisterVersionUsage(use);
        }
        return found;
    }

    /** Counts the results without keeping them. */
    synchronized int count() {
        int count = 0;
        while (!isDone()) {
            count += next(Integer.MAX_VALUE).size();
        }
        return count;
    }

    private Iterator<Document> rest(RootReference<Object, Document> root) {
        return new Iterator<>() {

            private final @Nullable Cursor<Object, Document> scan = ids == null ? scan(root) : null;
            private @Nullable Document found;

            @Override
            public boolean hasNext() {
                while (found == null) {
                    Document candidate = scan == null ? byId(root) : scanned(scan);
                    if (candidate == null) {
                        return false;
                    }
                    if (wanted.test(candidate) && toSkip-- <= 0) {
                        toSkip = 0;
                        found = candidate;
                    }
                }
                return true;
            }

            @Override
            public Document next() {
                Document next = found;
                if (next == null) {
                    throw new NoSuchElementException();
                }
                found = null;
                return next;
            }
        };
    }

    private Cursor<Object, Document> scan(RootReference<Object, Document> root) {
        return documents.cursor(root, last == null ? from : last, to, descending);
    }

    private @Nullable Document scanned(Cursor<Object, Document> scan) {
        while (scan.hasNext()) {
            Object id = scan.next();
            if (last == null || documents.getKeyType().compare(id, last) != 0) {
                last = id;
                return scan.getValue();
            }
        }
        return null;
    }

    private @Nullable Document byId(RootReference<Object, Document> root) {
        List<Object> all = ids == null ? List.of() : ids;
        while (position < all.size()) {
            Document document = lookup.find(root, all.get(position++));
            if (document != null) {
                return document;
            }
        }
        return null;
    }

    /** Sorts the ids, holding of each document only the values that it is sorted by. */
    private void sort(RootReference<Object, Document> root) {
        List<Map.Entry<String, Object>> by = List.copyOf(order.entrySet());
        Comparator<Place> comparator = comparator(by);
        int most = limit == 0 || (long) limit + toSkip > Integer.MAX_VALUE ? Integer.MAX_VALUE : limit + toSkip;
        Collection<Place> places =
                most == Integer.MAX_VALUE ? new ArrayList<>() : new PriorityQueue<>(comparator.reversed());
        int number = 0;
        int skipped = toSkip;
        toSkip = 0;
        Iterator<Document> all = rest(root);
        while (all.hasNext()) {
            Document document = all.next();
            Object place = Objects.requireNonNull(ids == null ? last : ids.get(position - 1));
            List<Object> values = by.stream()
                    .map(key -> Utils.getSubdocumentValueCollectionAware(document, key.getKey()))
                    .toList();
            places.add(new Place(place, values, number++));
            if (places instanceof PriorityQueue<Place> best && best.size() > most) {
                best.remove();
            }
        }
        ids = places.stream().sorted(comparator).skip(skipped).map(Place::id).toList();
        position = 0;
        order = NO_ORDER;
    }

    /** A document to be sorted: its id, the values it is sorted by, and its number, which keeps the order of equal ones. */
    private record Place(Object id, List<Object> keys, int number) {}

    private static Comparator<Place> comparator(List<Map.Entry<String, Object>> by) {
        List<ValueComparator> directions = by.stream()
                .map(key -> isDescending(key.getValue()) ? ValueComparator.desc() : ValueComparator.asc())
                .toList();
        return (one, other) -> {
            for (int key = 0; key < directions.size(); key++) {
                int compared = directions
                        .get(key)
                        .compare(one.keys().get(key), other.keys().get(key));
                if (compared != 0) {
                    return compared;
                }
            }
            return Integer.compare(one.number(), other.number());
        };
    }
}
