package wales.rhannu.engines;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Records the indexes that clients declare and the shapes of their queries (fields and sort order without values), each once, as
 * a line of JSON. A test then checks that a real MongoDB would have an index for every query.
 */
final class QueryShapes {

    private static final Pattern PREFIX = Pattern.compile("\\^[\\p{L}\\p{N}].*");

    private final Path file;
    private final Set<String> written = ConcurrentHashMap.newKeySet();

    QueryShapes(Path file) {
        this.file = file;
    }

    /** Wraps a backend, and records the shapes of its commands. */
    MongoBackend of(MongoBackend backend) {
        return (MongoBackend) Proxy.newProxyInstance(
                MongoBackend.class.getClassLoader(),
                new Class<?>[] {MongoBackend.class},
                (proxy, method, arguments) -> {
                    if (arguments != null && arguments.length == 1 && arguments[0] instanceof MongoMessage message) {
                        note(message.getDatabaseName(), message.getDocument());
                    }
                    try {
                        return method.invoke(backend, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    private void note(String database, Document command) {
        Map.Entry<String, Object> first = command.entrySet().iterator().next();
        String name = first.getKey();
        if (!(first.getValue() instanceof String collection)) {
            return;
        }
        switch (name) {
            case "createIndexes" ->
                documents(command.get("indexes"))
                        .forEach(index -> write(name, database, collection, new Document("index", declaration(index))));
            case "find" -> looked(name, database, collection, command.get("filter"), command.get("sort"));
            case "count", "distinct", "findAndModify" ->
                looked(name, database, collection, command.get("query"), command.get("sort"));
            case "update" ->
                documents(command.get("updates"))
                        .forEach(each -> looked(name, database, collection, each.get("q"), null));
            case "delete" ->
                documents(command.get("deletes"))
                        .forEach(each -> looked(name, database, collection, each.get("q"), null));
            case "aggregate" -> aggregated(database, collection, documents(command.get("pipeline")));
            default -> {}
        }
    }

    private void aggregated(String database, String collection, List<Document> pipeline) {
        Object match = pipeline.isEmpty() ? null : pipeline.get(0).get("$match");
        int next = match == null ? 0 : 1;
        Object sort = pipeline.size() > next ? pipeline.get(next).get("$sort") : null;
        looked("aggregate", database, collection, match, sort);
    }

    private void looked(
            String command, String database, String collection, @Nullable Object filter, @Nullable Object sort) {
        write(
                command,
                database,
                collection,
                new Document("filter", filter instanceof Document some ? shape(some) : new Document())
                        .append("sort", sort instanceof Document order ? order : new Document()));
    }

    private static List<Document> documents(@Nullable Object value) {
        return value instanceof Collection<?> several
                ? several.stream()
                        .filter(Document.class::isInstance)
                        .map(Document.class::cast)
                        .toList()
                : List.of();
    }

    private static Document declaration(Document index) {
        Document declaration = new Document();
        for (String member : List.of("name", "key", "unique", "sparse", "partialFilterExpression")) {
            if (index.containsKey(member)) {
                declaration.append(member, index.get(member));
            }
        }
        return declaration;
    }

    private static Document shape(Document filter) {
        Document shape = new Document();
        filter.forEach((key, value) -> shape.append(key, shape(key, value)));
        return shape;
    }

    /**
     * A condition without its value. It says whether the value is null, or a regular expression with a literal prefix, because
     * that matters.
     */
    private static @Nullable Object shape(String key, @Nullable Object value) {
        if (key.equals("$exists")) {
            return value;
        }
        if (value instanceof Collection<?> several) {
            boolean alternatives = several.stream().allMatch(Document.class::isInstance) && key.startsWith("$");
            return alternatives
                    ? documents(several).stream()
                            .map(QueryShapes::shape)
                            .distinct()
                            .toList()
                    : several.contains(null) ? null : 1;
        }
        if (value instanceof Document condition) {
            boolean compares = condition.keySet().stream().anyMatch(operator -> operator.startsWith("$"));
            return compares || key.startsWith("$") ? shape(condition) : 1;
        }
        if (value instanceof BsonRegularExpression expression) {
            boolean ignoresCase =
                    expression.getOptions() != null && expression.getOptions().contains("i");
            boolean prefix =
                    !ignoresCase && PREFIX.matcher(expression.getPattern()).matches();
            return new Document("$regex", prefix ? "prefix" : "any");
        }
        return value == null ? null : 1;
    }

    private void write(String command, String database, String collection, Document what) {
        Document line =
                new Document("command", command).append("database", database).append("collection", collection);
        line.putAll(what);
        String text = line.toString();
        if (written.add(text)) {
            try {
                Files.writeString(file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
