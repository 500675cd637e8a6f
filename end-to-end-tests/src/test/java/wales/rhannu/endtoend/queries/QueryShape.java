package wales.rhannu.endtoend.queries;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * By which fields documents are looked for and sorted.
 *
 * @param collection with its database
 * @param conditions what holds of the fields that all documents sought are asked for
 * @param alternatives of each group, one holds as well
 */
record QueryShape(
        String collection,
        Map<String, Condition> conditions,
        List<List<JsonNode>> alternatives,
        List<DeclaredIndex.Key> sort,
        String text) {

    /** How a field is compared, the narrowest first. */
    enum Condition {
        /** With a value, or with some. */
        EQUAL,
        /** With ends, with the beginning of a text, or with what it is not. */
        RANGE,
        /** It has any value. */
        PRESENT,
        /** In a way that no order helps with. */
        OTHER
    }

    private static final Set<String> RANGES = Set.of("$gt", "$gte", "$lt", "$lte", "$ne", "$nin");
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What a test adds to the name of a database of its own. */
    private static final Pattern OF_ONE_TEST = Pattern.compile("-[0-9a-f]{8}$");

    static QueryShape of(JsonNode line) {
        String collection = collectionOf(line);
        JsonNode filter = line.path("filter");
        JsonNode sort = line.path("sort");
        return of(collection, List.of(filter), DeclaredIndex.Key.of(sort), filter + " sorted " + sort);
    }

    /** With its database, by the name that it has where a test does not give it another. */
    static String collectionOf(JsonNode line) {
        String database = OF_ONE_TEST.matcher(line.path("database").asString()).replaceFirst("");
        return database + "." + line.path("collection").asString();
    }

    static QueryShape of(String collection, String filter, String sort) {
        return of(
                collection,
                List.of(JSON.readTree(filter)),
                DeclaredIndex.Key.of(JSON.readTree(sort)),
                filter + " sorted " + sort);
    }

    /** The queries of which it is made up where each alternative of a group is looked for by itself. */
    Stream<QueryShape> apart(List<JsonNode> group) {
        return group.stream().map(alternative -> {
            QueryShape one = of(collection, List.of(alternative), sort, text);
            Map<String, Condition> both = new LinkedHashMap<>(conditions);
            one.conditions.forEach((field, condition) -> both.merge(field, condition, QueryShape::narrower));
            return new QueryShape(collection, both, one.alternatives, sort, text);
        });
    }

    private static QueryShape of(String collection, List<JsonNode> filters, List<DeclaredIndex.Key> sort, String text) {
        Map<String, Condition> conditions = new LinkedHashMap<>();
        List<List<JsonNode>> alternatives = new ArrayList<>();
        filters.forEach(filter -> collect(filter, conditions, alternatives));
        return new QueryShape(collection, conditions, alternatives, sort, text);
    }

    private static void collect(JsonNode filter, Map<String, Condition> conditions, List<List<JsonNode>> alternatives) {
        filter.properties().forEach(each -> {
            String key = each.getKey();
            JsonNode value = each.getValue();
            if (key.equals("$and")) {
                value.forEach(part -> collect(part, conditions, alternatives));
            } else if (key.equals("$or")) {
                List<JsonNode> group = new ArrayList<>();
                value.forEach(group::add);
                alternatives.add(group);
            } else {
                conditions.merge(key, condition(value), QueryShape::narrower);
            }
        });
    }

    private static Condition condition(JsonNode value) {
        if (!value.isObject()) {
            return value.isNull() ? Condition.OTHER : Condition.EQUAL;
        }
        Condition narrowest = Condition.OTHER;
        for (Map.Entry<String, JsonNode> comparison : value.properties()) {
            narrowest = narrower(narrowest, condition(comparison.getKey(), comparison.getValue()));
        }
        return narrowest;
    }

    private static Condition condition(String operator, JsonNode operand) {
        if (operator.equals("$eq") || operator.equals("$in")) {
            return operand.isNull() ? Condition.OTHER : Condition.EQUAL;
        }
        if (operator.equals("$exists")) {
            return operand.asBoolean() ? Condition.PRESENT : Condition.OTHER;
        }
        boolean prefix = operator.equals("$regex") && operand.asString().equals("prefix");
        return prefix || RANGES.contains(operator) ? Condition.RANGE : Condition.OTHER;
    }

    private static Condition narrower(Condition one, Condition other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
