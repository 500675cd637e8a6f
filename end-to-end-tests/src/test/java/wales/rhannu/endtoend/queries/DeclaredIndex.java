package wales.rhannu.endtoend.queries;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** An index that a service declares. */
record DeclaredIndex(List<Key> keys, boolean unique, boolean sparse) {

    /** Every collection has it. */
    static final DeclaredIndex ID = new DeclaredIndex(List.of(new Key("_id", true)), true, false);

    /** A field of an index, or of an order. */
    record Key(String field, boolean rises) {

        static List<Key> of(JsonNode fields) {
            List<Key> keys = new ArrayList<>();
            fields.properties()
                    .forEach(field ->
                            keys.add(new Key(field.getKey(), field.getValue().asDouble() > 0)));
            return keys;
        }

        @Override
        public String toString() {
            return rises ? field : "-" + field;
        }
    }

    static DeclaredIndex of(JsonNode index) {
        return new DeclaredIndex(
                Key.of(index.path("key")),
                index.path("unique").asBoolean(false),
                index.path("sparse").asBoolean(false));
    }

    /** As the table in the documentation has it. */
    @Override
    public String toString() {
        return keys.stream().map(Key::toString).collect(Collectors.joining(", "))
                + (unique ? " unique" : "")
                + (sparse ? " sparse" : "");
    }
}
