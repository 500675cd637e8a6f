package wales.rhannu.testplatform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A partner body that follows a stream by server-sent events from its current end. When a connection breaks, it connects to the
 * next address with the {@code Last-Event-ID} of its last event, as the partner guide says.
 */
public final class Follower implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> bases;
    private final String topic;
    private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Thread thread;
    private String last = "";
    private volatile @Nullable Stream<String> open;
    private volatile boolean closed;

    /**
     * Begins, and waits for the first connection.
     *
     * @param bases addresses of gateways, or of partner-service, to be tried in turn
     */
    public Follower(List<String> bases, String topic) {
        this.bases = List.copyOf(bases);
        this.topic = topic;
        thread = new Thread(this::run, "follower of " + topic);
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

    /** What it got so far, in order. */
    public List<JsonNode> events() {
        return List.copyOf(events);
    }

    /** How often it was connected. */
    public int connections() {
        return connections.get();
    }

    private void run() {
        for (int turn = 0; !closed; turn++) {
            String base = bases.get(turn % bases.size());
            try {
                if (last.isEmpty()) {
                    last = end(base);
                }
                follow(base);
            } catch (IOException | UncheckedIOException e) {
                // the process was killed: the next address is tried
            } catch (InterruptedException e) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The cursor at the current end of the stream. */
    private String end(String base) throws IOException, InterruptedException {
        HttpResponse<String> page =
                http.send(request(base, "?from=end").build(), HttpResponse.BodyHandlers.ofString(UTF_8));
        if (page.statusCode() != 200) {
            throw new IOException("The stream's end is not known: " + page.statusCode());
        }
        return JsonMapper.shared().readTree(page.body()).path("cursor").asString("");
    }

    private HttpRequest.Builder request(String base, String query) {
        return HttpRequest.newBuilder(URI.create(base + "/api/v1/streams/" + topic + "/events" + query));
    }

    private void follow(String base) throws IOException, InterruptedException {
        HttpRequest request = request(base, "")
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", last)
                .build();
        HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                return;
            }
            open = lines;
            connections.incrementAndGet();
            begun.countDown();
            String id = last;
            JsonNode data = null;
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                String line = each.next();
                if (line.startsWith("id:")) {
                    id = line.substring("id:".length()).strip();
                } else if (line.startsWith("data:")) {
                    data = JsonMapper.shared().readTree(line.substring("data:".length()));
                } else if (line.isEmpty()) {
                    // the event is complete only now; an incomplete one is sent again after reconnecting
                    if (data != null) {
                        events.add(data);
                    }
                    data = null;
                    last = id;
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Stream<String> lines = open;
        if (lines != null) {
            lines.close();
        }
        thread.interrupt();
    }
}
