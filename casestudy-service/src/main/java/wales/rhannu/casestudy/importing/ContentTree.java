package wales.rhannu.casestudy.importing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A part of a case study that grows by paths; where the members are numbers, it is a list, without those that only constants
 * fill.
 */
final class ContentTree {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<String, Object> members = new LinkedHashMap<>();
    private boolean told;

    /** @param tells whether the value comes from the row, and not from the mapping alone */
    void put(List<String> path, JsonNode value, boolean tells) {
        told |= tells;
        if (path.size() == 1) {
            members.put(path.get(0), value);
        } else if (members.computeIfAbsent(path.get(0), it -> new ContentTree()) instanceof ContentTree next) {
            next.put(path.subList(1, path.size()), value, tells);
        }
    }

    /** The indexes that a list has; none where there is no list. */
    List<String> indexes(String list) {
        return members.get(list) instanceof ContentTree tree ? List.copyOf(tree.members.keySet()) : List.of();
    }

    ObjectNode object() {
        ObjectNode object = NODES.objectNode();
        members.forEach((name, it) -> {
            JsonNode node = nodeOf(it);
            if (!(node instanceof ArrayNode elements) || !elements.isEmpty()) {
                object.set(name, node);
            }
        });
        return object;
    }

    private ArrayNode list() {
        ArrayNode elements = NODES.arrayNode();
        TreeMap<Integer, Object> inOrder = new TreeMap<>();
        members.forEach((index, it) -> inOrder.put(Integer.valueOf(index), it));
        inOrder.values().stream()
                .filter(it -> !(it instanceof ContentTree tree) || tree.told)
                .forEach(it -> elements.add(nodeOf(it)));
        return elements;
    }

    private static JsonNode nodeOf(Object it) {
        if (!(it instanceof ContentTree tree)) {
            return (JsonNode) it;
        }
        boolean list = tree.members.keySet().stream().allMatch(name -> Character.isDigit(name.charAt(0)));
        return list && !tree.members.isEmpty() ? tree.list() : tree.object();
    }
}
