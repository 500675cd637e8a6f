package wales.rhannu.partner.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A partner's program, that reads streams over HTTP. */
final class Partner {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;

    Partner(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    record Answer(int status, JsonNode body, Map<String, List<String>> headers) {

        List<String> ids() {
            List<String> ids = new ArrayList<>();
            body.path("events").forEach(event -> ids.add(event.path("id").asString()));
            return ids;
        }

        String cursor() {
            return body.path("cursor").asString();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    HttpResponse<String> raw(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer get(String path, String... headers) {
        HttpResponse<String> response = raw(path, headers);
        return new Answer(
                response.statusCode(),
                JsonMapper.shared().readTree(response.body()),
                response.headers().map());
    }

    CompletableFuture<Answer> getLater(String path) {
        return HTTP.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> new Answer(
                        response.statusCode(),
                        JsonMapper.shared().readTree(response.body()),
                        response.headers().map()));
    }

    Answer page(String topic, String query) {
        return get("/api/v1/streams/" + topic + "/events?" + query);
    }

    /** All pages up to an empty one. */
    List<JsonNode> readToTheEnd(String topic, int limit) {
        List<JsonNode> events = new ArrayList<>();
        Answer page = page(topic, "limit=" + limit);
        while (!page.ids().isEmpty()) {
            page.body().path("events").forEach(events::add);
            page = page(topic, "limit=" + limit + "&after=" + page.cursor());
        }
        return events;
    }

    static List<String> ids(List<JsonNode> events) {
        return events.stream().map(it -> it.path("id").asString()).toList();
    }

    /** Follows by server-sent events. */
    Following follow(String topic, String query, String... headers) {
        Following following = new Following();
        HttpRequest.Builder request =
                request("/api/v1/streams/" + topic + "/events?" + query).header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        following.response = HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(following));
        return following;
    }

    /**
     * What came on one connection, taken apart as the HTML standard has browsers do it (Server-sent events, interpreting an
     * event stream): an event without a name is a {@code message}, and one with a name is for those alone who listen for it.
     */
    static final class Following implements Flow.Subscriber<String>, AutoCloseable {

        record Sent(String id, String name, JsonNode event) {}

        final Queue<String> lines = new ConcurrentLinkedQueue<>();
        final List<Sent> events = new CopyOnWriteArrayList<>();
        final List<String> cursorsAlone = new CopyOnWriteArrayList<>();
        final AtomicInteger comments = new AtomicInteger();
        volatile boolean ended;
        volatile CompletableFuture<HttpResponse<Void>> response = new CompletableFuture<>();
        private final List<String> data = new ArrayList<>();
        private String name = "";
        private String id = "";
        private boolean cursor;
        private Flow.@Nullable Subscription subscription;
        private volatile boolean closed;

        @Override
        public synchronized void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (closed) {
                given.cancel();
            }
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            // what was on its way when it was closed
            if (closed) {
                return;
            }
            lines.add(line);
            int colon = line.indexOf(':');
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (colon < 0 ? line : line.substring(0, colon)) {
                case "event" -> name = value;
                case "data" -> data.add(value);
                case "id" -> {
                    id = value;
                    cursor = true;
                }
                case "" -> {
                    if (line.isEmpty()) {
                        dispatch();
                    } else {
                        comments.incrementAndGet();
                    }
                }
                default -> {} // a field that the standard does not know is passed over
            }
        }

        private void dispatch() {
            if (!data.isEmpty()) {
                JsonNode event = JsonMapper.shared().readTree(String.join("\n", data));
                events.add(new Sent(id, name.isEmpty() ? "message" : name, event));
            } else if (cursor) {
                cursorsAlone.add(id);
            }
            data.clear();
            name = "";
            cursor = false;
        }

        /** What a listener for this name gets; {@code onmessage} listens for {@code message}. */
        List<Sent> heardBy(String listener) {
            return events.stream().filter(sent -> sent.name().equals(listener)).toList();
        }

        @Override
        public void onError(Throwable failure) {
            ended = true;
        }

        @Override
        public void onComplete() {
            ended = true;
        }

        List<String> ids() {
            return events.stream().map(it -> it.event().path("id").asString()).toList();
        }

        @Override
        public synchronized void close() {
            closed = true;
            if (subscription != null) {
                subscription.cancel();
            }
            response.cancel(true);
        }
    }
}
