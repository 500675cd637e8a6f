package wales.rhannu.starter.openapi;

import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The parameters and headers that operations have by the platform's conventions, each described once. */
final class Conventions {

    private Conventions() {}

    static Map<String, Parameter> parameters() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        JsonSchema limit = typed("integer");
        limit.setMinimum(BigDecimal.ONE);
        limit.setMaximum(BigDecimal.valueOf(100));
        limit.setDefault(20);
        all.put("Limit", query("limit", "How many items at most; what is outside is taken for the nearest", limit));
        all.put("After", query("after", "What the page before gave as next; without it, the first page", text()));
        all.put(
                "IdempotencyKey",
                header(
                                "Idempotency-Key",
                                "Unique to this request: a repeat with the same key gets the first answer again")
                        .schema(key()));
        all.put(
                "IfMatch",
                header(
                        "If-Match",
                        "The ETag of the version that is meant: where there is another by now, nothing changes"));
        all.put(
                "IfMatchRequired",
                header("If-Match", "The ETag of the version that is changed, or *")
                        .required(true));
        all.put(
                "IfNoneMatch",
                header(
                        "If-None-Match",
                        "The ETag of the version that the caller has: where it is still that, the answer is 304"));
        JsonSchema language = text();
        language.setExample("cy");
        all.put(
                "AcceptLanguage",
                header("Accept-Language", "cy or en: the language of the texts of errors; English unless told")
                        .schema(language));
        return all;
    }

    private static Schema<?> key() {
        JsonSchema key = text();
        key.setMinLength(1);
        key.setMaxLength(255);
        return key;
    }

    static Parameter reference(String name) {
        return new Parameter().$ref("#/components/parameters/" + name);
    }

    static Map<String, Header> headers() {
        return Map.of(
                "ETag",
                new Header()
                        .description("The version, for If-Match; missing where nothing is changed by it")
                        .schema(text()),
                "Location",
                new Header().description("Where it is now").required(true).schema(text()));
    }

    static Header header(String name) {
        return new Header().$ref("#/components/headers/" + name);
    }

    private static Parameter query(String name, String description, Schema<?> schema) {
        return new Parameter().name(name).in("query").description(description).schema(schema);
    }

    private static Parameter header(String name, String description) {
        return new Parameter().name(name).in("header").description(description).schema(text());
    }

    static JsonSchema text() {
        return typed("string");
    }

    private static JsonSchema typed(String type) {
        JsonSchema schema = new JsonSchema();
        schema.setTypes(Set.of(type));
        return schema;
    }
}
