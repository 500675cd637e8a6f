package wales.rhannu.starter.mongo;

import com.mongodb.MongoException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The indexes of a collection, as the service that owns it declares them.
 *
 * <p>An index that is declared differently than before gets a new name: the version before must be able to start on the
 * same data, and knows nothing of what follows here. Where the name is the old one all the same, the service starts in any
 * case. An index that is there only for speed is dropped and created as declared. One that keeps values unique is created
 * under another name before the old one is dropped, so that it never stops doing so; where that is not possible, the old one
 * stays, and the log says what to do.
 */
public final class Indexes {

    private static final Logger log = LoggerFactory.getLogger(Indexes.class);

    private static final int OPTIONS_CONFLICT = 85;
    private static final int KEY_SPECS_CONFLICT = 86;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> OPTIONS =
            List.of("sparse", "partialFilterExpression", "collation", "expireAfterSeconds");

    private Indexes() {}

    /**
     * An index as the {@code createIndexes} command takes it, under the name that MongoDB would give it. Several fields are
     * named in the order in which a planner uses them: those that queries compare for equality, then those they sort by, then
     * those of ranges.
     *
     * @param keys the fields; a minus before one makes it descend
     */
    public static Document of(String... keys) {
        Document fields = new Document();
        for (String key : keys) {
            boolean descends = key.startsWith("-");
            fields.append(descends ? key.substring(1) : key, descends ? -1 : 1);
        }
        String name = fields.entrySet().stream()
                .map(field -> field.getKey() + "_" + field.getValue())
                .collect(Collectors.joining("_"));
        return new Document("name", name).append("key", fields);
    }

    /**
     * Creates those that are not there yet, each given as the {@code createIndexes} command takes it. Waits half a minute for
     * a database that is away: services and their database are often started together. Waits for as long as it takes where an
     * index is being built, which goes on in the database when whoever asked no longer listens.
     */
    public static void create(MongoTemplate mongo, String collection, List<Document> indexes) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                ensure(mongo, collection, indexes);
                return;
            } catch (RuntimeException e) {
                boolean building = NestedExceptionUtils.getMostSpecificCause(e) instanceof SocketTimeoutException;
                if (!TransientFailures.isDatabaseAway(e) || (!building && System.nanoTime() > until)) {
                    throw e;
                }
                log.warn("The indexes of {} wait for the database: {}", collection, e.toString());
                pause(e);
            }
        }
    }

    private static void pause(RuntimeException why) {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw why;
        }
    }

    private static void ensure(MongoTemplate mongo, String collection, List<Document> indexes) {
        if (conflicts(() -> run(mongo, collection, indexes))) {
            for (Document index : indexes) {
                if (conflicts(() -> run(mongo, collection, List.of(index)))) {
                    List<Document> others =
                            indexes.stream().filter(it -> !it.equals(index)).toList();
                    replace(mongo, collection, index, others);
                }
            }
        }
    }

    private static void run(MongoTemplate mongo, String collection, List<Document> indexes) {
        mongo.executeCommand(new Document("createIndexes", collection).append("indexes", new ArrayList<>(indexes)));
    }

    /** Whether a different index with the same name or the same keys exists. */
    private static boolean conflicts(Runnable command) {
        try {
            command.run();
            return false;
        } catch (RuntimeException e) {
            int code = NestedExceptionUtils.getMostSpecificCause(e) instanceof MongoException answer
                    ? answer.getCode()
                    : 0;
            if (code != OPTIONS_CONFLICT && code != KEY_SPECS_CONFLICT) {
                throw e;
            }
            return true;
        }
    }

    private static void replace(MongoTemplate mongo, String collection, Document wanted, List<Document> others) {
        String name = wanted.getString("name");
        List<Document> there = mongo.execute(collection, c -> c.listIndexes().into(new ArrayList<>()));
        List<Document> inTheWay = Objects.requireNonNull(there).stream()
                .filter(it -> name.equals(it.getString("name")) || keys(wanted).equals(keys(it)))
                .filter(it -> others.stream().noneMatch(other -> shape(other).equals(shape(it))))
                .toList();
        if (inTheWay.stream().anyMatch(it -> shape(it).equals(shape(wanted)))) {
            return; // under another name
        }
        try {
            if (isUnique(wanted)) {
                Document apart = new Document(wanted)
                        .append(
                                "name",
                                name + "-" + Integer.toHexString(shape(wanted).hashCode()));
                run(mongo, collection, List.of(apart));
                drop(mongo, collection, inTheWay);
            } else {
                drop(mongo, collection, inTheWay);
                run(mongo, collection, List.of(wanted));
            }
            log.info("The index {} of {} is declared otherwise than it was, and was created anew", name, collection);
        } catch (RuntimeException e) {
            if (TransientFailures.isDatabaseAway(e)) {
                throw e;
            }
            log.error(
                    "The index {} of {} is not as declared ({}), and stays as it was ({}): {}. The operations guide,"
                            + " under upgrades, says how to replace it",
                    name,
                    collection,
                    wanted.toJson(),
                    inTheWay,
                    NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    private static void drop(MongoTemplate mongo, String collection, List<Document> indexes) {
        for (Document index : indexes) {
            mongo.execute(collection, c -> {
                c.dropIndex(index.getString("name"));
                return true;
            });
        }
    }

    /** The definition of an index without its name. */
    private static List<Object> shape(Document index) {
        List<Object> shape = new ArrayList<>(keys(index));
        shape.add(isUnique(index));
        OPTIONS.forEach(option -> shape.add(Objects.requireNonNullElse(index.get(option), false)));
        return shape;
    }

    /** In their order; a number may come back as one of another type. */
    private static List<Object> keys(Document index) {
        List<Object> keys = new ArrayList<>();
        index.get("key", Document.class).forEach((field, direction) -> {
            keys.add(field);
            keys.add(direction instanceof Number number ? number.intValue() : direction);
        });
        return keys;
    }

    private static boolean isUnique(Document index) {
        return Boolean.TRUE.equals(index.getBoolean("unique"));
    }
}
