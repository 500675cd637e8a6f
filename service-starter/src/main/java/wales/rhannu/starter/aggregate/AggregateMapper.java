package wales.rhannu.starter.aggregate;

import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An aggregate as JSON and back. It is kept in MongoDB as the same JSON that its internal topic carries.
 *
 * @param json writes fields, not what getters give
 * @param restoring as {@code json}, and makes aggregates without calling their constructors with arguments
 */
record AggregateMapper<A extends Aggregate<?>>(Class<A> type, JsonMapper json, JsonMapper restoring) {

    ObjectNode state(A aggregate) {
        return withId(aggregate, json.valueToTree(aggregate));
    }

    /** Null where there is none. */
    @Nullable
    ObjectNode part(A aggregate, Function<A, @Nullable Object> of) {
        Object part = aggregate.erased() ? null : of.apply(aggregate);
        return part == null ? null : withId(aggregate, json.valueToTree(part));
    }

    private ObjectNode withId(A aggregate, ObjectNode fields) {
        ObjectNode state = json.createObjectNode();
        state.put("id", aggregate.id());
        state.setAll(fields);
        return state;
    }

    /** The aggregate of a document; without the fields that the document lacks, as of one that was erased. */
    A restore(Document document) {
        A aggregate = restoring.convertValue(document.get("state", new Document()), type);
        aggregate.stored(document.getString("_id"), longOf(document, "version"), longOf(document, "sequence"));
        return aggregate;
    }

    static long longOf(Document document, String field) {
        return document.get(field, Number.class).longValue();
    }
}
