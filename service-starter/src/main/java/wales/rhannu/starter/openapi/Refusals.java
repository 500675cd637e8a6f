package wales.rhannu.starter.openapi;

import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The answers that are problem details, described once and referred to by each operation that may give them. */
final class Refusals {

    /** What any status that is not told of has, too: 405, 406 or 500 among them. */
    static final String OTHER = "default";

    private static final String PROBLEM = "application/problem+json";
    private static final Map<String, String> DESCRIPTIONS = new LinkedHashMap<>();

    static {
        DESCRIPTIONS.put("400", "The request cannot be read, or a parameter is malformed.");
        DESCRIPTIONS.put("401", "There is no bearer token, or it is not valid, or no longer.");
        DESCRIPTIONS.put("403", "The caller may not do this.");
        DESCRIPTIONS.put("404", "There is no such thing, or the caller may not know of it.");
        DESCRIPTIONS.put("409", "It cannot be done as things are.");
        DESCRIPTIONS.put("410", "It is gone.");
        DESCRIPTIONS.put("412", "It was changed meanwhile: no version of If-Match is the present one.");
        DESCRIPTIONS.put("413", "The body is too large.");
        DESCRIPTIONS.put("415", "This form of content is not taken.");
        DESCRIPTIONS.put("422", "Values cannot be accepted; errors names each of them.");
        DESCRIPTIONS.put("428", "If-Match is missing.");
        DESCRIPTIONS.put("429", "There were too many requests: try again when Retry-After says.");
        DESCRIPTIONS.put("503", "Something that is needed is away: try again when Retry-After says.");
        DESCRIPTIONS.put(OTHER, "Any other refusal or failure.");
    }

    private static final Set<String> LATER = Set.of("429", "503");

    private Refusals() {}

    static boolean is(String status) {
        return DESCRIPTIONS.containsKey(status);
    }

    /** A reference to the answer with this status. */
    static ApiResponse reference(String status) {
        return new ApiResponse().$ref("#/components/responses/" + name(status));
    }

    /** One that says more than the common one does. */
    static ApiResponse of(String status, String description) {
        ApiResponse response = new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                PROBLEM,
                                new MediaType().schema(new JsonSchema().$ref("#/components/schemas/Problem"))));
        if (LATER.contains(status)) {
            Schema<?> seconds = new JsonSchema();
            seconds.setTypes(Set.of("integer"));
            response.addHeaderObject(
                    "Retry-After", new Header().description("Seconds to wait").schema(seconds));
        }
        if (status.equals("401")) {
            response.addHeaderObject(
                    "WWW-Authenticate",
                    new Header().description("As RFC 6750, section 3, has it").schema(Conventions.text()));
        }
        return response;
    }

    static Map<String, ApiResponse> all() {
        Map<String, ApiResponse> all = new LinkedHashMap<>();
        DESCRIPTIONS.forEach((status, description) -> all.put(name(status), of(status, description)));
        return all;
    }

    private static String name(String status) {
        return status.equals(OTHER) ? "Problem" : "Problem" + status;
    }
}
