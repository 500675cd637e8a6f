package wales.rhannu.testplatform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends HTTP requests as one caller. */
public final class Api {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final HttpClient http;
    private final String base;
    private final @Nullable String token;

    Api(HttpClient http, String base, @Nullable String token) {
        this.http = http;
        this.base = base;
        this.token = token;
    }

    /** What came back. */
    public record Answer(int status, String body, HttpResponse<?> response) {

        public boolean isSuccess() {
            return status / 100 == 2;
        }

        public JsonNode json() {
            try {
                return JsonMapper.shared().readTree(body);
            } catch (JacksonException e) {
                throw new AssertionError("Not JSON (" + status + "): " + body, e);
            }
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** Returns this answer; throws if the request was refused. */
        public Answer mustSucceed() {
            if (!isSuccess()) {
                throw new AssertionError(response.request().method() + " " + response.uri() + " gave " + status + ": "
                        + body.substring(0, Math.min(2_000, body.length())));
            }
            return this;
        }
    }

    /** There was no answer: the request may or may not have been carried out. */
    public static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoAnswer(IOException cause) {
            super(cause);
        }
    }

    /** The same API with another token, which may be invalid. */
    public Api with(String otherToken) {
        return new Api(http, base, otherToken);
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** Posts without a body. */
    public Answer post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    public Answer post(String path, String json, String... headers) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public Answer put(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(json)));
    }

    public Answer patch(String path, String json, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(json));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** A file in a multipart form. */
    public record Part(String name, String fileName, String contentType, byte[] content) {}

    public Answer postForm(String path, List<Part> parts, String... headers) {
        String boundary = "rhannu-" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : parts) {
            body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part.name()
                            + "\"; filename=\"" + part.fileName() + "\"\r\nContent-Type: " + part.contentType()
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(part.content());
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.ofByteArray(body.toByteArray()));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** All items of a list, page by page. */
    public List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        String join = path.contains("?") ? "&" : "?";
        String after = "";
        while (true) {
            JsonNode page = get(path + join + "limit=100" + after).mustSucceed().json();
            page.path("items").forEach(items::add);
            String next = page.path("next").asString("");
            if (next.isEmpty()) {
                return items;
            }
            after = "&after=" + next;
        }
    }

    /** Reads a stream from its beginning; returns the last state of every subject. */
    public Map<String, JsonNode> foldStream(String topic) {
        Map<String, JsonNode> states = new LinkedHashMap<>();
        String after = "";
        while (true) {
            JsonNode page = get("/api/v1/streams/" + topic + "/events?limit=1000" + after)
                    .mustSucceed()
                    .json();
            if (page.path("events").isEmpty()) {
                return states;
            }
            for (JsonNode event : page.path("events")) {
                String subject = event.path("subject").asString("");
                if (event.hasNonNull("data")) {
                    states.put(subject, event.path("data").path("state"));
                } else {
                    states.remove(subject);
                }
            }
            after = "&after=" + page.path("cursor").asString("");
        }
    }

    /** The cursor at the current end of a stream; empty if nothing was published yet. */
    public String endOfStream(String topic) {
        String cursor = "";
        while (true) {
            JsonNode page = get("/api/v1/streams/" + topic + "/events?limit=1000"
                            + (cursor.isEmpty() ? "" : "&after=" + cursor))
                    .mustSucceed()
                    .json();
            if (page.path("events").isEmpty()) {
                return cursor;
            }
            cursor = page.path("cursor").asString("");
        }
    }

    /** Follows a stream from where it ends now. */
    public StreamSubscription follow(String topic, Consumer<JsonNode> reader) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/api/v1/streams/" + topic + "/events"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Accept", "text/event-stream");
        String end = endOfStream(topic);
        if (!end.isEmpty()) {
            request.header("Last-Event-ID", end);
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return new StreamSubscription(http, request.build(), reader);
    }

    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .version(HttpClient.Version.HTTP_1_1);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new NoAnswer(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
