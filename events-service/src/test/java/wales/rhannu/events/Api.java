package wales.rhannu.events;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
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
    public static final String MEETUPS = "/api/v1/meetups";

    public static final String ORGANISER = member("organiser");
    public static final String FACILITATOR =
            TestTokens.member("facilitator").roles("facilitator").bearer();

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

        public String text(String member) {
            return json().path(member).asString("");
        }

        /** The status, as it had to be. */
        public Answer is(int expected) {
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

    public static String member(String id) {
        return TestTokens.member(id).organisation("an-organisation").bearer();
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

    public Answer meetup(String id, @Nullable String bearer) {
        return get(MEETUPS + "/" + id, bearer);
    }

    /** Plans one; its id. */
    public String draft(JsonNode content) {
        return send("POST", MEETUPS, ORGANISER, content.toString()).is(201).id();
    }

    /** Does what has a sub-resource of its own. */
    public Answer act(String id, String what, @Nullable String bearer, @Nullable String body) {
        return send("POST", MEETUPS + "/" + id + "/" + what, bearer, body);
    }

    /** Whatever the version. */
    public Answer patch(String id, String bearer, String patch) {
        return send("PATCH", MEETUPS + "/" + id, bearer, patch, "If-Match", "*");
    }

    /** Plans one and publishes it; its id. */
    public String published(JsonNode content) {
        String id = draft(content);
        act(id, "publication", ORGANISER, null).is(200);
        return id;
    }

    public Answer register(String id, String member, String mode) {
        return send("PUT", MEETUPS + "/" + id + "/registrations/me", member(member), "{\"mode\": \"" + mode + "\"}");
    }

    public Answer leave(String id, String member) {
        return send("DELETE", MEETUPS + "/" + id + "/registrations/me", member(member), null);
    }

    /** A complete hybrid meetup in three weeks. */
    public static ObjectNode complete(int inPerson, int online) {
        LocalDateTime starts = LocalDateTime.now(ZoneId.of("Europe/London"))
                .plusWeeks(3)
                .truncatedTo(ChronoUnit.DAYS)
                .plusHours(14);
        return complete(starts, starts.plusHours(2), inPerson, online);
    }

    public static ObjectNode complete(LocalDateTime starts, LocalDateTime ends, int inPerson, int online) {
        return (ObjectNode) JSON.readTree(
                """
                {"title": {"cy": "Cyfarfod", "en": "Meetup"},
                 "description": {"cy": "Disgrifiad", "en": "A description"},
                 "starts": "%s", "ends": "%s", "zone": "Europe/London",
                 "mode": "hybrid", "places": {"inPerson": %d, "online": %d},
                 "venue": {"name": "Y Llyfrgell", "address": {"cy": "Caerdydd", "en": "Cardiff"}},
                 "joinUrl": "https://meet.example/secret",
                 "speakers": [{"name": "Siân Speaker", "topic": {"en": "Robots"}}],
                 "tags": ["robots"]}
                """
                        .formatted(starts, ends, inPerson, online));
    }

    public static String unique() {
        return "w" + UUID.randomUUID().toString().replace("-", "");
    }

    public static JsonNode json(String text) {
        return JSON.readTree(text);
    }
}
