package wales.rhannu.casestudy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.test.TestApi;
import wales.rhannu.starter.test.TestTokens;

/** The API of this service, with what its tests do often. */
public class Api extends TestApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String STUDIES = "/case-studies";

    public static final String CARDIFF = "0a4f35fb-0b1c-5a4a-8f3e-2f3f0e6f7c11";
    public static final String AUTHOR =
            TestTokens.member("author").organisation(CARDIFF).bearer();
    public static final String FACILITATOR = TestTokens.member("facilitator")
            .organisation("another-organisation")
            .roles("facilitator")
            .bearer();

    public Api(int port) {
        super(port);
    }

    public Answer study(String id, @Nullable String bearer) {
        return get(STUDIES + "/" + id, bearer);
    }

    public Answer search(String query, @Nullable String bearer) {
        return get(STUDIES + "?" + query, bearer);
    }

    /** Draws up a draft; its id. */
    public String draft(JsonNode content) {
        return post(STUDIES, AUTHOR, content.toString()).must(201).id();
    }

    /** Does what has a sub-resource of its own. */
    public Answer act(String id, String what, @Nullable String bearer, String... headers) {
        return send("POST", STUDIES + "/" + id + "/" + what, bearer, null, headers);
    }

    public Answer edit(String id, String bearer, String etag, String patch) {
        return send("PATCH", STUDIES + "/" + id, bearer, patch, "If-Match", etag);
    }

    /** As {@link #edit}, whatever the version. */
    public Answer edit(String id, String bearer, String patch) {
        return edit(id, bearer, "*", patch);
    }

    /** Draws one up, submits it and publishes it; its id. */
    public String published(JsonNode content) {
        String id = draft(content);
        act(id, "submission", AUTHOR).must(200);
        act(id, "publication", FACILITATOR).must(200);
        return id;
    }

    /** A complete case study; its title has a word that no other has. */
    public static ObjectNode complete() {
        return complete(unique());
    }

    public static ObjectNode complete(String title) {
        return (ObjectNode) JSON.readTree(
                """
                {"title": {"cy": "Robot %1$s", "en": "Robot %1$s"},
                 "summary": {"cy": "Crynodeb", "en": "A summary"},
                 "kind": "rpa", "stage": "live", "outcome": "partial",
                 "problem": {"en": "Letters waited for nine days."},
                 "contactRole": "Digital lead", "team": "Benefits",
                 "technologies": ["UiPath"],
                 "costs": {"setUp": 12500, "annual": "not-known", "staffDays": {"from": 20, "to": 30.5}, "currency": "GBP"},
                 "lessons": [{"kind": "failed", "text": {"cy": "Llawysgrifen", "en": "Handwriting"}}]}
                """
                        .formatted(title));
    }

    /** A word that nothing else has. */
    public static String unique() {
        return "w" + UUID.randomUUID().toString().replace("-", "");
    }

    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public static JsonNode json(String text) {
        return JSON.readTree(text);
    }
}
