package wales.rhannu.feedback;

import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.test.TestApi;
import wales.rhannu.starter.test.TestTokens;

/** The API of this service, with what its tests do often. */
public class Api extends TestApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static final String FACILITATOR = TestTokens.member("facilitator")
            .organisation("facilitators")
            .roles("facilitator")
            .bearer();

    public Api(int port) {
        super(port);
    }

    /** A member of an organisation. */
    public static String member(String id, String organisation) {
        return TestTokens.member(id).organisation(organisation).bearer();
    }

    /** A member whom nobody else is. */
    public static String somebody() {
        return member(UUID.randomUUID().toString(), "an-organisation");
    }

    /** Drafts and opens a ranking of a, b and c; its id. */
    public String openRanking() {
        String id = post("/rankings", FACILITATOR, ranking()).must(201).id();
        act("/rankings/" + id + "/opening", FACILITATOR).must(200);
        return id;
    }

    public static String ranking() {
        return """
               {"title": {"cy": "Trefn", "en": "An order"},
                "description": {"cy": "Pa un?", "en": "Which?"},
                "options": [
                  {"id": "a", "title": {"cy": "A", "en": "A"}},
                  {"id": "b", "title": {"cy": "B", "en": "B"}},
                  {"id": "c", "title": {"cy": "C", "en": "C"}}]}
               """;
    }

    public Answer cast(String ranking, String bearer, String order) {
        return send("PUT", "/rankings/" + ranking + "/ballots/me", bearer, "{\"order\": " + order + "}");
    }

    /** Begins a topic; its id. */
    public String topic(String bearer, String audience, String body) {
        return post(
                        "/topics",
                        bearer,
                        """
                        {"title": "Cwestiwn", "body": "%s", "language": "cy", "audience": "%s"}
                        """
                                .formatted(body, audience))
                .must(201)
                .id();
    }

    public String reply(String topic, String bearer, String body) {
        return post("/topics/" + topic + "/replies", bearer, "{\"body\": \"" + body + "\"}")
                .must(201)
                .id();
    }

    public static JsonNode json(String text) {
        return JSON.readTree(text);
    }
}
