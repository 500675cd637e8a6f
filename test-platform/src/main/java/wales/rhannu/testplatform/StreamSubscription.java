package wales.rhannu.testplatform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Follows a stream by server-sent events from its current end. */
public final class StreamSubscription implements AutoCloseable {

    private final Thread thread;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean closed;

    StreamSubscription(HttpClient http, HttpRequest request, Consumer<JsonNode> reader) {
        thread = new Thread(() -> follow(http, request, reader), "subscription");
        thread.setDaemon(true);
        thread.start();
        try {
            if (!begun.await(90, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The stream did not begin");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void follow(HttpClient http, HttpRequest request, Consumer<JsonNode> reader) {
        try {
            HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(request.uri() + " gave " + response.statusCode());
            }
            begun.countDown();
            try (Stream<String> lines = response.body()) {
                lines.filter(line -> line.startsWith("data:"))
                        .forEach(line -> reader.accept(JsonMapper.shared().readTree(line.substring("data:".length()))));
            }
        } catch (IOException | UncheckedIOException e) {
            if (!closed) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
