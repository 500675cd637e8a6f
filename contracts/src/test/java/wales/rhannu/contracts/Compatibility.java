package wales.rhannu.contracts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What may change within a version: members that need not be there are added, and words that explain are changed. Nothing
 * else, because a version's schema is read in two directions: programs written by the old one read new records, and the
 * new one describes the old records, which stay on their compacted topics.
 */
final class Compatibility {

    // says nothing about which documents are valid
    static final Set<String> WORDS =
            Set.of("$id", "$schema", "$defs", "$comment", "title", "description", "examples", "default", "deprecated");
    private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

    private final Map<String, JsonNode> before;
    private final Map<String, JsonNode> after;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> broken = new LinkedHashSet<>();

    private Compatibility(Map<String, JsonNode> before, Map<String, JsonNode> after) {
        this.before = before;
        this.after = after;
    }

    /** What breaks between two states of the language, schemas by topic and file: a line for each; nothing when it only grew. */
    static List<String> brokenTopics(
            Map<String, Map<String, JsonNode>> before, Map<String, Map<String, JsonNode>> after) {
        List<String> lines = new ArrayList<>();
        before.forEach((topic, schemas) -> {
            Map<String, JsonNode> now = after.getOrDefault(topic, Map.of());
            broken(schemas, now).forEach(line -> lines.add(topic + "/" + line));
        });
        return lines;
    }

    /** The same for the schemas of one topic, by file. */
    static List<String> broken(Map<String, JsonNode> before, Map<String, JsonNode> after) {
        Compatibility comparison = new Compatibility(before, after);
        before.forEach((file, schema) -> {
            JsonNode now = after.get(file);
            if (now == null) {
                comparison.broken.add(file + " is gone, but its records are not");
            } else {
                comparison.compare(new Place(file, file, file), schema, now);
            }
        });
        return List.copyOf(comparison.broken);
    }

    /** Where we are: what to tell, and the files on both sides that references within them mean. */
    private record Place(String told, String before, String after) {

        Place in(String member) {
            return new Place(told + (told.contains("#") ? "/" : "#/") + member, before, after);
        }
    }

    private record Resolved(String file, JsonNode schema) {}

    private void compare(Place place, JsonNode old, JsonNode now) {
        String oldRef = reference(old);
        String nowRef = reference(now);
        if (oldRef != null || nowRef != null) {
            // another file is compared by itself; a reference to itself ends here
            if (oldRef != null && oldRef.equals(nowRef) && !oldRef.contains("#")) {
                return;
            }
            if (!seen.add(place.before() + oldRef + "|" + place.after() + nowRef) && oldRef != null && nowRef != null) {
                return;
            }
        }
        Resolved oldTarget = resolve(before, place.before(), old);
        Resolved nowTarget = resolve(after, place.after(), now);
        compareResolved(
                new Place(place.told(), oldTarget.file(), nowTarget.file()), oldTarget.schema(), nowTarget.schema());
    }

    private void compareResolved(Place place, JsonNode old, JsonNode now) {
        Set<String> keywords = new TreeSet<>(old.propertyNames());
        keywords.addAll(now.propertyNames());
        keywords.removeAll(WORDS);
        for (String keyword : keywords) {
            JsonNode was = old.path(keyword);
            JsonNode is = now.path(keyword);
            switch (keyword) {
                case "properties" -> properties(place, was, is);
                case "required" -> required(place, was, is);
                case "type" -> type(place, was, is);
                case "enum" -> values(place, was, is);
                default -> {
                    if (was.isObject() && is.isObject()) {
                        compare(place.in(keyword), was, is);
                    } else if (LISTS.contains(keyword) && was.isArray() && was.size() == is.size()) {
                        for (int i = 0; i < was.size(); i++) {
                            compare(place.in(keyword + "/" + i), was.path(i), is.path(i));
                        }
                    } else if (!was.equals(is)) {
                        tell(place, keyword + " was " + or(was, "absent") + " and is " + or(is, "absent"));
                    }
                }
            }
        }
    }

    private void properties(Place place, JsonNode was, JsonNode is) {
        for (String name : was.propertyNames()) {
            if (is.has(name)) {
                compare(place.in("properties/" + name), was.path(name), is.path(name));
            } else {
                tell(place, name + " is gone");
            }
        }
    }

    private void required(Place place, JsonNode was, JsonNode is) {
        Set<String> old = texts(was);
        Set<String> now = texts(is);
        for (String name : old) {
            if (!now.contains(name)) {
                tell(place, name + " need not be there any more, and programs count on it");
            }
        }
        for (String name : now) {
            if (!old.contains(name)) {
                tell(place, name + " must be there now, and old records lack it");
            }
        }
    }

    private void type(Place place, JsonNode was, JsonNode is) {
        if (!texts(was).equals(texts(is))) {
            tell(place, "the type was " + or(was, "any") + " and is " + or(is, "any"));
        }
    }

    private void values(Place place, JsonNode was, JsonNode is) {
        Set<String> old = texts(was);
        Set<String> now = texts(is);
        if (!old.equals(now)) {
            Set<String> added = new TreeSet<>(now);
            added.removeAll(old);
            Set<String> gone = new TreeSet<>(old);
            gone.removeAll(now);
            tell(
                    place,
                    "its values changed"
                            + (added.isEmpty() ? "" : "; programs do not know " + added)
                            + (gone.isEmpty() ? "" : "; old records may have " + gone));
        }
    }

    private static Set<String> texts(JsonNode node) {
        Set<String> texts = new TreeSet<>();
        if (node.isArray()) {
            node.forEach(element -> texts.add(element.isString() ? element.stringValue() : element.toString()));
        } else if (!node.isMissingNode()) {
            texts.add(node.isString() ? node.stringValue() : node.toString());
        }
        return texts;
    }

    private static String or(JsonNode node, String absent) {
        return node.isMissingNode() ? absent : node.toString();
    }

    private void tell(Place place, String what) {
        broken.add(place.told() + ": " + what);
    }

    private static @Nullable String reference(JsonNode schema) {
        JsonNode reference = schema.path("$ref");
        return reference.isString() ? reference.stringValue() : null;
    }

    /** What a reference means, with what stands beside it. */
    private static Resolved resolve(Map<String, JsonNode> schemas, String file, JsonNode schema) {
        String reference = reference(schema);
        if (reference == null) {
            return new Resolved(file, schema);
        }
        int hash = reference.indexOf('#');
        String targetFile = hash == 0 ? file : hash < 0 ? reference : reference.substring(0, hash);
        JsonNode target = schemas.getOrDefault(targetFile, JsonNodeFactory.instance.missingNode());
        if (hash >= 0 && hash + 1 < reference.length()) {
            target = target.at(reference.substring(hash + 1));
        }
        Resolved end = resolve(schemas, targetFile, target);
        Map<String, JsonNode> merged = new LinkedHashMap<>();
        end.schema().properties().forEach(entry -> merged.put(entry.getKey(), entry.getValue()));
        schema.properties().forEach(entry -> merged.put(entry.getKey(), entry.getValue()));
        merged.remove("$ref");
        return new Resolved(end.file(), JsonNodeFactory.instance.objectNode().setAll(merged));
    }
}
