package wales.rhannu.starter.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Converts JSON to BSON: whole numbers to 64-bit integers, others to doubles. */
final class Bson {

    private Bson() {}

    static Document from(JsonNode object) {
        Document document = new Document();
        object.properties().forEach(property -> document.append(property.getKey(), value(property.getValue())));
        return document;
    }

    private static @Nullable Object value(JsonNode node) {
        if (node.isObject()) {
            return from(node);
        }
        if (node.isArray()) {
            List<@Nullable Object> values = new ArrayList<>(node.size());
            node.forEach(element -> values.add(value(element)));
            return values;
        }
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return null;
    }
}
