package wales.rhannu.starter.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service's HTTP API, as its callers use it: {@code api.post("/notes", bearer, body).must(201).id()}. */
public class TestApi {

    private static final String ROOT = "/api/v1";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();

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

        /** A member of the answer; empty where it has none. */
        public String text(String member) {
            return json().path(member).asString("");
        }

        /** The last part of a problem's type. */
        public String problem() {
            String type = text("type");
            return type.substring(type.lastIndexOf('/') + 1);
        }

        /** The answer itself, where it has the status that it must have. */
        public Answer must(int expected) {
            if (status != expected) {
                throw new AssertionError(status + " instead of " + expected + ": " + body);
            }
            return this;
        }
    }

    private final int port;

    /** The API under {@code /api/v1} at a port of this machine. */
    public TestApi(int port) {
        this.port = port;
    }

    /** The path under {@code /api/v1} of an address that the service gave. */
    public static String path(String address) {
        String path = URI.create(address).getPath();
        if (!path.startsWith(ROOT + "/")) {
            throw new AssertionError(address + " is not under " + ROOT);
        }
        return path.substring(ROOT.length());
    }

    /** Sends a request; headers come in pairs, and a Content-Type among them is in the place of JSON's. */
    public Answer send(String method, String path, @Nullable String bearer, @Nullable String body, String... headers) {
        return sendTo(ROOT + path, method, bearer, body, headers);
    }

    /** As {@link #send}, to a path that need not be under {@code /api/v1}. */
    Answer sendTo(String wholePath, String method, @Nullable String bearer, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + wholePath))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (bearer != null) {
            request.header("Authorization", bearer);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
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

    public Answer delete(String path, @Nullable String bearer) {
        return send("DELETE", path, bearer, null, "If-Match", "*");
    }
}
