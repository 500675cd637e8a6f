package wales.rhannu.endtoend.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.testplatform.Api;

/** The OpenAPI document of a service, as the gateway serves it. */
public final class ApiDocument {

    private static final String JSON = "application/json";

    private final JsonNode document;

    private ApiDocument(JsonNode document) {
        this.document = document;
    }

    /** Of {@code membership}, {@code casestudy} and so on. */
    public static ApiDocument of(Api api, String service) {
        return new ApiDocument(
                api.get("/api/v1/openapi/" + service).mustSucceed().json());
    }

    public String text() {
        return document.toString();
    }

    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, operation) -> operations.add(new Operation(
                        operation.path("operationId").asString(""),
                        method.toUpperCase(Locale.ROOT),
                        path,
                        operation
                                .path("parameters")
                                .valueStream()
                                .map(this::resolved)
                                .toList(),
                        operation.path("requestBody").path("content"),
                        new TreeSet<>(operation.path("responses").propertyNames())))));
        return operations;
    }

    /** What a reference stands for; where a schema is one of several, the first that is not null. */
    JsonNode resolved(JsonNode node) {
        JsonNode found = node;
        while (found.has("$ref") || found.has("anyOf")) {
            found = found.has("$ref")
                    ? document.at(found.path("$ref").asString("").substring(1))
                    : found.path("anyOf").path(0);
        }
        return found;
    }

    /**
     * A JSON Schema of an answer that knows no members but those that the document tells of; missing where the answer is no JSON,
     * or is not told of.
     */
    public JsonNode answer(Operation operation, int status) {
        JsonNode responses = document.path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT))
                .path("responses");
        JsonNode schema = responses
                .path(Integer.toString(status))
                .path("content")
                .path(JSON)
                .path("schema");
        if (schema.isMissingNode()) {
            return schema;
        }
        ObjectNode whole = JsonMapper.shared().createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("allOf", JsonMapper.shared().createArrayNode().add(schema));
        whole.set("components", document.path("components").deepCopy());
        whole.path("components").path("schemas").forEach(each -> {
            if (each instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
        });
        return whole;
    }
}
