package wales.rhannu.monitoring;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads members of a parsed YAML file as the types that they should have. */
final class Yaml {

    private Yaml() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object value, String name) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalStateException(name + " should have members, and is " + value);
        }
        return (Map<String, Object>) map;
    }

    static Map<String, Object> map(Map<String, Object> parent, String name) {
        return map(parent.get(name), name);
    }

    static List<Map<String, Object>> list(Map<String, Object> parent, String name) {
        if (!(parent.get(name) instanceof List<?> list)) {
            throw new IllegalStateException(name + " should be a list, and is " + parent.get(name));
        }
        return list.stream().map(element -> map(element, name)).toList();
    }

    static String text(Map<String, Object> parent, String name) {
        Object value = parent.get(name);
        if (value == null) {
            throw new IllegalStateException(name + " is missing in " + parent);
        }
        return value.toString();
    }

    static Map<String, String> texts(Map<String, Object> parent, String name) {
        Map<String, String> texts = new TreeMap<>();
        map(parent, name).forEach((key, value) -> texts.put(key, value == null ? "" : value.toString()));
        return texts;
    }
}
