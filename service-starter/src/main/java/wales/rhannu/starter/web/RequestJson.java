package wales.rhannu.starter.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/**
 * Reads the JSON of requests. A member that is not known is refused, and all that does not fit its type is told at once: what
 * was found is taken out, and the rest is read again.
 */
final class RequestJson {

    /** Each of them costs another reading. */
    private static final int MOST_FAULTS = 20;

    private final JsonMapper strict;

    RequestJson(JsonMapper json) {
        strict = json.rebuild()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /** @throws DomainException malformed for what is no JSON, invalid for what does not fit */
    Object read(byte[] body, JavaType type) {
        Object value;
        try {
            value = strict.readValue(body, type);
        } catch (JacksonException e) {
            value = fit(tree(body), type, Function.identity());
        }
        if (value == null) {
            throw DomainException.invalid("", "null-not-taken");
        }
        return value;
    }

    /** @throws DomainException malformed */
    JsonNode tree(byte[] body) {
        try {
            JsonNode tree = strict.readTree(body);
            if (tree.isMissingNode()) {
                throw DomainException.malformed("body-missing");
            }
            return tree;
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            throw at == null
                    ? DomainException.malformed("not-json", 1, 1)
                    : DomainException.malformed("not-json", Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
        }
    }

    JsonNode toTree(@Nullable Object value) {
        return strict.valueToTree(value);
    }

    /**
     * Reads a tree, which may be changed by it.
     *
     * @param excused what becomes of a violation; null where it is none
     * @throws DomainException invalid
     */
    <T> T fit(JsonNode tree, JavaType type, Function<Violation, @Nullable Violation> excused) {
        List<Violation> faults = new ArrayList<>();
        for (int i = 0; ; i++) {
            try {
                T value = strict.treeToValue(tree, type);
                if (faults.isEmpty()) {
                    return value;
                }
                throw DomainException.invalid(faults);
            } catch (JacksonException e) {
                if (e.getCause() instanceof DomainException refusal
                        && refusal.violations().isEmpty()) {
                    throw refusal;
                }
                for (Violation fault : JsonFault.all(e)) {
                    Violation left = excused.apply(fault);
                    if (left != null) {
                        faults.add(left);
                    }
                }
                if (faults.size() >= MOST_FAULTS || !takeOut(tree, e.getPath())) {
                    throw DomainException.invalid(faults);
                }
            }
        }
    }

    <T> T fit(JsonNode tree, Class<T> type, Function<Violation, @Nullable Violation> excused) {
        return fit(tree, strict.constructType(type), excused);
    }

    /** An element becomes null, so that the others keep their places. */
    private static boolean takeOut(JsonNode tree, List<JacksonException.Reference> path) {
        JsonNode within = tree;
        for (int i = 0; i < path.size(); i++) {
            String name = path.get(i).getPropertyName();
            int index = path.get(i).getIndex();
            boolean last = i == path.size() - 1;
            if (last && name != null && within instanceof ObjectNode object) {
                return object.remove(name) != null;
            }
            if (last && name == null && within instanceof ArrayNode array && index >= 0 && index < array.size()) {
                boolean more = !array.get(index).isNull();
                array.setNull(index);
                return more;
            }
            within = name == null ? within.path(index) : within.path(name);
        }
        return false;
    }
}
