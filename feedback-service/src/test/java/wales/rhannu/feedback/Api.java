package wales.rhannu.feedback;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.test.TestTokens;

/** The service's HTTP API, as its callers use it. */
public class Api {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public static final String FACILITATOR = TestTokens.member("facilitator")
            .organisation("facilitators")
            .roles("facilitator")
            .bearer();

    /** What came back. */
    public record Answer(int status, String body, HttpResponse<String> response) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String etag() {
            return response.headers().firstValue("ETag").orElseThrow();
        }

        public String id() {
            return json().path("id").stringValue();
        }

        /** The last part of a problem's type. */
        public String problem() {
            String type = json().path("type").stringValue();
            return type.substring(type.lastIndexOf('/') + 1);
        }

        public Answer must(int expected) {
            if (status != expected) {
                throw new AssertionError(status + " instead of " + expected + ": " + body);
            }
            return this;
        }
    }

    private final int port;

    public Api(int port) {
        this.port = port;
    }

    /** A member of an organisation. */
    public static String member(String id, String organisation) {
        return TestTokens.member(id).organisation(organisation).bearer();
    }

    /** A member whom nobody else is. */
    public static String somebody() {
        return member(UUID.randomUUID().toString(), "an-organisation");
    }

    /** Sends a request; headers come in pairs. */
    public Answer send(String method, String path, @Nullable String bearer, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (bearer != null) {
            request.header("Authorization", bearer);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Answer get(String path, @Nullable String bearer) {
        return send("GET", path, bearer, null);
    }

    public Answer post(String path, @Nullable String bearer, String body, String... headers) {
        return send("POST", path, bearer, body, headers);
    }

    /** Does what has a sub-resource of its own. */
    public Answer act(String path, @Nullable String bearer) {
        return send("POST", path, bearer, null);
    }

    public Answer patch(String path, @Nullable String bearer, String body) {
        return send("PATCH", path, bearer, body, "If-Match", "*");
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
