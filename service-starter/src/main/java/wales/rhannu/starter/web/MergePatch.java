package wales.rhannu.starter.web;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Violation;

/**
 * A JSON Merge Patch (RFC 7396), the body of a {@code PATCH}; a controller takes it as an argument.
 *
 * @param <T> what is patched, which is how the body is described
 */
public final class MergePatch<T> {

    private static final Comparator<JsonNode> BY_VALUE = (a, b) ->
            a.equals(b) || a.isNumber() && b.isNumber() && a.decimalValue().compareTo(b.decimalValue()) == 0 ? 0 : 1;

    private final RequestJson json;
    private final ObjectNode patch;

    MergePatch(RequestJson json, JsonNode patch) {
        if (!(patch instanceof ObjectNode object)) {
            throw DomainException.invalid("", "merge-patch-not-an-object");
        }
        this.json = json;
        this.patch = object;
    }

    /** As {@link #applyTo(Object, Class, Object)}, where a reader gets what is changed and no more. */
    public T applyTo(T target, Class<T> type) {
        return applyTo(target, type, target);
    }

    /**
     * The target with the patch applied. What the patch has as it is in the view is no change, so that what was read can be
     * sent back, read-only members with it.
     *
     * @param view what a reader gets
     * @throws DomainException invalid, with every member that is not known, or read-only and not as in the view, and
     *     everything that does not fit its type
     */
    public T applyTo(T target, Class<T> type, Object view) {
        JsonNode shown = json.toTree(view);
        ObjectNode changes = patch.deepCopy();
        removeSame(changes, shown);
        Function<Violation, @Nullable Violation> excused = fault -> excused(fault, changes, shown);
        // twice: what is removed must be known as well, and a null may mean more than that a member is missing
        json.fit(merge(json.toTree(target), changes, true), type, excused);
        return json.fit(merge(json.toTree(target), changes, false), type, excused);
    }

    private static void removeSame(ObjectNode changes, JsonNode shown) {
        for (String name : List.copyOf(changes.propertyNames())) {
            JsonNode change = changes.get(name);
            JsonNode there = shown.path(name);
            if (there.equals(BY_VALUE, change)) {
                changes.remove(name);
            } else if (change instanceof ObjectNode within && there.isObject()) {
                removeSame(within, there);
            }
        }
    }

    /** Within lists there may be read-only members, too. */
    private static @Nullable Violation excused(Violation fault, JsonNode changes, JsonNode shown) {
        if (!"unknown-member".equals(fault.code())) {
            return fault;
        }
        JsonPointer at = JsonPointer.compile(fault.pointer());
        JsonNode there = shown.at(at);
        if (there.isMissingNode()) {
            return fault;
        }
        return there.equals(BY_VALUE, changes.at(at)) ? null : Violation.of(fault.pointer(), "read-only");
    }

    /** @param named whether what is removed and was not there stays as null, so that a name that is not known is found */
    private static JsonNode merge(JsonNode target, JsonNode patch, boolean named) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode merged = target instanceof ObjectNode object ? object : changes.objectNode();
        changes.properties().forEach(change -> {
            JsonNode before = merged.get(change.getKey());
            if (!change.getValue().isNull()) {
                merged.set(
                        change.getKey(),
                        merge(before == null ? changes.objectNode() : before, change.getValue(), named));
            } else if (before != null) {
                merged.remove(change.getKey());
            } else if (named) {
                merged.putNull(change.getKey());
            }
        });
        return merged;
    }
}
