package wales.rhannu.engines;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/** The databases of a store, with {@link SnapshotCollection}s; they refuse writes while there is no {@link SpaceGuard}. */
final class SnapshotBackend extends H2Backend {

    /** The largest message: a document of the largest size, with its envelope. */
    private static final int LARGEST_MESSAGE = 17_000_000;

    private static final Set<String> REMOVALS = Set.of("delete", "drop", "dropdatabase", "dropindexes");
    private static final Set<String> ADDITIONS =
            Set.of("insert", "update", "findandmodify", "create", "createindexes", "renamecollection");

    private final SpaceGuard room;

    SnapshotBackend(MVStore store, SpaceGuard room) {
        super(store);
        this.room = room;
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        String name = command.toLowerCase(Locale.ROOT);
        String refusal = ADDITIONS.contains(name) || name.equals("ping")
                ? room.refusesMore()
                : REMOVALS.contains(name) ? room.refusesLess() : null;
        if (refusal != null && !(name.equals("createindexes") && hasIndexes(channel, database, command, query))) {
            // answered without an exception, because the server would log an exception with the whole document
            return new Document("ok", 0)
                    .append("errmsg", refusal)
                    .append("code", SpaceGuard.OUT_OF_SPACE)
                    .append("codeName", "OutOfDiskSpace");
        }
        Document answer = super.handleCommand(channel, database, command, query);
        if (name.equals("ismaster")) {
            answer.put("maxMessageSizeBytes", LARGEST_MESSAGE);
        }
        return answer;
    }

    /** Whether all indexes of the command exist already; then a service that restarts writes nothing. */
    private boolean hasIndexes(Channel channel, String database, String command, Document query) {
        Document answer =
                super.handleCommand(channel, database, "listIndexes", new Document("listIndexes", query.get(command)));
        return answer.get("cursor") instanceof Document cursor
                && cursor.get("firstBatch") instanceof Collection<?> there
                && query.get("indexes") instanceof Collection<?> wanted
                && declarations(there).containsAll(declarations(wanted));
    }

    /** The index without the members that the server adds. */
    private static Set<Map<String, Object>> declarations(Collection<?> indexes) {
        return indexes.stream()
                .map(index -> {
                    Map<String, Object> declaration = new HashMap<>((Document) index);
                    declaration.remove("v");
                    return declaration;
                })
                .collect(Collectors.toSet());
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        // superclass constructors call methods of this class
        MVStore store = getMvStore();
        return new H2Database(name, store, getCursorRegistry()) {
            @Override
            protected MongoCollection<Object> openOrCreateCollection(String collection, CollectionOptions options) {
                String full = getFullCollectionNamespace(collection);
                return new SnapshotCollection(
                        this,
                        collection,
                        options,
                        store.openMap(
                                "databases." + full,
                                new MVMap.Builder<Object, Document>().valueType(new DocumentType())),
                        store.openMap("meta." + full),
                        cursorRegistry);
            }

            @Override
            protected Index<Object> openOrCreateSecondaryIndex(
                    String collection, String index, List<IndexKey> keys, boolean sparse) {
                return new FieldIndex(index, keys, sparse);
            }

            @Override
            public Document handleCommand(
                    Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
                Document answer =
                        command.equalsIgnoreCase("aggregate") ? aggregateMatched(query, databases, oplog) : null;
                return answer != null ? answer : super.handleCommand(channel, command, query, databases, oplog);
            }

            /** Runs the first $match of a pipeline by an index; the driver's countDocuments begins with one. */
            private @Nullable Document aggregateMatched(Document query, DatabaseResolver databases, Oplog oplog) {
                List<Document> pipeline = Aggregation.parse(query.get("pipeline"));
                if (pipeline.isEmpty()
                        || !(pipeline.get(0).get("$match") instanceof Document match)
                        || !(query.get("aggregate") instanceof String name)
                        || !(resolveCollection(name, false) instanceof SnapshotCollection collection)) {
                    return null;
                }
                List<Document> rest = pipeline.subList(1, pipeline.size());
                String namespace = getFullCollectionNamespace(name);
                if (rest.size() == 1 && COUNT.equals(rest.get(0))) {
                    int count = collection.count(match, 0, 0);
                    return answer(
                            namespace, count == 0 ? List.of() : List.of(new Document("_id", 1).append("n", count)));
                }
                Aggregation aggregation = Aggregation.fromPipeline(rest, databases, this, collection, oplog);
                aggregation.validate(query);
                return answer(namespace, aggregation.runStages(collection.stream(match)));
            }
        };
    }

    private static Document answer(String namespace, List<Document> documents) {
        Document answer = new Document(
                "cursor", new Document("id", 0L).append("ns", namespace).append("firstBatch", documents));
        Utils.markOkay(answer);
        return answer;
    }

    /** The last stage of the pipeline that drivers use to count. */
    private static final Document COUNT =
            new Document("$group", new Document("_id", 1).append("n", new Document("$sum", 1)));
}
