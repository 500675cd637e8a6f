package wales.rhannu.casestudy;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.starter.test.TestTokens;

/** The service's HTTP API, as its callers use it. */
public class Api {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String STUDIES = "/api/v1/case-studies";

    public static final String CARDIFF = "0a4f35fb-0b1c-5a4a-8f3e-2f3f0e6f7c11";
    public static final String AUTHOR =
            TestTokens.member("author").organisation(CARDIFF).bearer();
    public static final String FACILITATOR = TestTokens.member("facilitator")
            .organisation("another-organisation")
            .roles("facilitator")
            .bearer();

    /** What came back. */
    public record Answer(int status, String body, HttpResponse<byte[]> response) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String etag() {
            return response.headers().firstValue("ETag").orElseThrow();
        }

        public String id() {
            return json().path("id").stringValue();
        }
    }

    private final int port;

    public Api(int port) {
        this.port = port;
    }

    /** Sends a request; headers come in pairs. */
    public Answer send(String method, String path, @Nullable String bearer, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
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
            HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8), response);
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

    public Answer study(String id, @Nullable String bearer) {
        return get(STUDIES + "/" + id, bearer);
    }

    public Answer search(String query, @Nullable String bearer) {
        return get(STUDIES + "?" + query, bearer);
    }

    /** Draws up a draft; its id. */
    public String draft(JsonNode content) {
        Answer answer = send("POST", STUDIES, AUTHOR, content.toString());
        if (answer.status() != 201) {
            throw new AssertionError(answer.status() + " " + answer.body());
        }
        return answer.id();
    }

    /** Does what has a sub-resource of its own. */
    public Answer act(String id, String what, @Nullable String bearer, String... headers) {
        return send("POST", STUDIES + "/" + id + "/" + what, bearer, null, headers);
    }

    public Answer patch(String id, String bearer, String etag, String patch) {
        return send("PATCH", STUDIES + "/" + id, bearer, patch, "If-Match", etag);
    }

    /** As {@link #patch}, whatever the version. */
    public Answer patch(String id, String bearer, String patch) {
        return patch(id, bearer, "*", patch);
    }

    /** Draws one up, submits it and publishes it; its id. */
    public String published(JsonNode content) {
        String id = draft(content);
        Answer submitted = act(id, "submission", AUTHOR);
        Answer published = act(id, "publication", FACILITATOR);
        if (submitted.status() != 200 || published.status() != 200) {
            throw new AssertionError(submitted.body() + published.body());
        }
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
