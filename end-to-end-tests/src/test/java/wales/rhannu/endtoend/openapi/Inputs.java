package wales.rhannu.endtoend.openapi;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes requests of an operation that nobody should send: nulls, other types, nothing, too much, and texts in which letters are not
 * what they seem. The same operations make the same requests each time.
 */
public final class Inputs {

    /**
     * A request.
     *
     * @param target the path with its query
     * @param headers in pairs
     * @param body missing where there is none
     */
    public record Request(
            Operation operation, String target, List<String> headers, String contentType, @Nullable String body) {

        @Override
        public String toString() {
            String sent = body == null ? "" : " " + (body.length() > 300 ? body.substring(0, 300) + "…" : body);
            return operation.method() + " " + (target.length() > 300 ? target.substring(0, 300) + "…" : target) + " "
                    + headers.stream()
                            .map(it -> it.length() > 80 ? it.substring(0, 80) + "…" : it)
                            .toList() + sent;
        }
    }

    /** At most so many bodies of one operation. */
    private static final int MOST_BODIES = 90;

    private static final int DEEPEST = 4;
    private static final String PATCH = "application/merge-patch+json";
    private static final String FORM = "multipart/form-data";
    private static final String BOUNDARY = "between-parts";
    private static final String HERE = "\"@here@\"";
    private static final String LONG = "x".repeat(3_000);
    private static final String STRANGE = "ŵ\u202e𝔘\u0301\u200d🏴󠁧󠁢󠁷󠁬󠁳󠁿";

    private static final List<String> WHOLE_BODIES = List.of(
            "",
            "null",
            "true",
            "0",
            "\"\"",
            "[]",
            "{}",
            "[null]",
            "{",
            "{\"\": null}",
            "{\"a\": {\"b\": [1e999]}}",
            "\ufeff{}",
            "{\"__proto__\": 1}",
            "[".repeat(2_000),
            "\"" + "y".repeat(1_200_000) + "\"");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "1e300",
            "123456789012345678901234567890",
            "\"\"",
            "\" \"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"" + STRANGE + "\"",
            "\"" + LONG + "\"",
            "\"2027-13-45T99:00\"",
            "\"\\\\..\\\"'<b>$\"",
            "[]",
            "[null]",
            "[[\"\"]]",
            "[{}]",
            "[" + String.join(",", Collections.nCopies(1_500, "\"e\"")) + "]",
            "{}",
            "{\"cy\": null, \"en\": 5}",
            "{\"$gt\": \"\"}",
            "{\"from\": 1e300, \"to\": -1}");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "-1",
            "0",
            "99999999999999999999",
            "true",
            "null",
            "a\u0000b",
            STRANGE,
            LONG,
            "{}",
            "%",
            "\"(*",
            "~&+;=",
            "2027-02-30",
            "9999-12-31T23:59:59.999999999Z",
            "-999999999-01-01T00:00:00Z",
            "//",
            "LTE",
            "LTEvLTEvLTE");

    private static final List<String> HEADERS =
            List.of("\"\"", "*", "W/\"1\"", "\"99999999999999999999\"", ",", "x".repeat(300), "é");

    private final ApiDocument document;
    private final Random random = new Random(2026);
    private final Map<String, String> valid;
    private final Map<String, String> ids;

    /**
     * @param valid a body that is right, by the operation's id: what is wrong with those made from it is one thing alone
     * @param ids of things that there are, by the part of the path before them
     */
    public Inputs(ApiDocument document, Map<String, String> valid, Map<String, String> ids) {
        this.document = document;
        this.valid = valid;
        this.ids = ids;
    }

    public List<Request> of(Operation operation) {
        List<Request> requests = new ArrayList<>();
        String right = valid.getOrDefault(operation.id(), "{}");
        boolean hasBody =
                operation.bodies().has("application/json") || operation.bodies().has(PATCH);
        String body = hasBody ? right : null;
        // with nothing for it, it would be another address
        List<String> forVariables = TEXTS.stream().filter(it -> !it.isEmpty()).toList();
        for (String variable : variables(operation)) {
            for (String text : some(forVariables, 10)) {
                requests.add(request(operation, path(operation, variable, text), "", List.of(), body));
            }
        }
        String path = path(operation, "", "");
        for (JsonNode parameter : operation.parameters("query")) {
            String name = parameter.path("name").asString("");
            for (String text : TEXTS) {
                requests.add(request(operation, path, "?" + name + "=" + encoded(text), List.of(), body));
            }
            requests.add(request(operation, path, "?" + name + "=a&" + name + "=b&" + name, List.of(), body));
        }
        for (JsonNode parameter : operation.parameters("header")) {
            for (String header : HEADERS) {
                String name = parameter.path("name").asString("");
                requests.add(request(operation, path, "", List.of(name, header), body));
            }
        }
        if (hasBody) {
            for (String text : bodies(operation, right)) {
                requests.add(request(operation, path, "", List.of(), text));
            }
        }
        if (operation.bodies().has(FORM)) {
            for (String text : TEXTS) {
                String form = form(operation, text);
                requests.add(new Request(operation, path, List.of(), FORM + "; boundary=" + BOUNDARY, form));
            }
        }
        requests.add(request(operation, path, "", List.of(), body));
        return requests;
    }

    private static Request request(
            Operation operation, String path, String query, List<String> headers, @Nullable String body) {
        List<String> all = new ArrayList<>(headers);
        if (operation.method().equals("PATCH") && !headers.contains("If-Match")) {
            all.addAll(List.of("If-Match", "*"));
        }
        return new Request(
                operation, path + query, all, operation.bodies().has(PATCH) ? PATCH : "application/json", body);
    }

    private static String form(Operation operation, String text) {
        StringBuilder form = new StringBuilder();
        for (String part :
                operation.bodies().path(FORM).path("schema").path("properties").propertyNames()) {
            form.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\""
                    + part + "\"\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n");
        }
        return form + "--" + BOUNDARY + "--\r\n";
    }

    private List<String> bodies(Operation operation, String right) {
        JsonNode schema = operation
                .bodies()
                .path(operation.bodies().has(PATCH) ? PATCH : "application/json")
                .path("schema");
        List<String> pointers = new ArrayList<>();
        addPointers(schema, "", 0, pointers);
        List<String> bodies = new ArrayList<>();
        for (String pointer : pointers) {
            String with = with(right, pointer);
            VALUES.forEach(value -> bodies.add(with.replace(HERE, value)));
        }
        Collections.shuffle(bodies, random);
        List<String> chosen = new ArrayList<>(WHOLE_BODIES);
        chosen.addAll(bodies.subList(0, Math.min(MOST_BODIES, bodies.size())));
        return chosen;
    }

    private void addPointers(JsonNode of, String at, int depth, List<String> pointers) {
        JsonNode schema = document.resolved(of);
        if (depth == DEEPEST) {
            return;
        }
        schema.path("properties").forEachEntry((name, property) -> {
            pointers.add(at + "/" + name);
            addPointers(property, at + "/" + name, depth + 1, pointers);
        });
        if (schema.has("items")) {
            pointers.add(at + "/0");
            addPointers(schema.path("items"), at + "/0", depth + 1, pointers);
        }
    }

    /** The right body with a place for another value. */
    private static String with(String right, String pointer) {
        JsonMapper json = JsonMapper.shared();
        return put(json.readTree(right), List.of(pointer.substring(1).split("/")), json)
                .toString();
    }

    private static JsonNode put(@Nullable JsonNode at, List<String> steps, JsonMapper json) {
        if (steps.isEmpty()) {
            return json.readTree(HERE);
        }
        String step = steps.get(0);
        List<String> rest = steps.subList(1, steps.size());
        if (step.equals("0")) {
            ArrayNode array = json.createArrayNode();
            return array.add(put(at == null ? null : at.get(0), rest, json));
        }
        ObjectNode object = at instanceof ObjectNode known ? known : json.createObjectNode();
        object.set(step, put(object.get(step), rest, json));
        return object;
    }

    private List<String> some(List<String> of, int most) {
        List<String> shuffled = new ArrayList<>(of);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(most, shuffled.size()));
    }

    private static List<String> variables(Operation operation) {
        return operation.parameters("path").stream()
                .map(it -> it.path("name").asString(""))
                .toList();
    }

    /** The path with ids of what there is, but for one variable. */
    private String path(Operation operation, String variable, String text) {
        StringBuilder path = new StringBuilder();
        for (String part : operation.path().substring(1).split("/")) {
            String with = part;
            for (String name : variables(operation)) {
                with = with.replace(
                        "{" + name + "}",
                        name.equals(variable) ? encoded(text) : ids.getOrDefault(collection(path), "none"));
            }
            path.append('/').append(with);
        }
        return path.toString();
    }

    private static String collection(CharSequence path) {
        String whole = path.toString();
        return whole.substring(whole.lastIndexOf('/') + 1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
