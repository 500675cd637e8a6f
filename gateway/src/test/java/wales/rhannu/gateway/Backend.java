package wales.rhannu.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A service that says back what it was asked, streams, or is slow. */
public final class Backend implements AutoCloseable {

    /** The stream's second message waits for it. */
    public final CountDownLatch secondMessage = new CountDownLatch(1);

    /** Those that it is slow with wait for it, a minute at most. */
    public final CountDownLatch slowAnswers = new CountDownLatch(1);

    /** How many readers of the endless stream went away. */
    public final AtomicInteger gone = new AtomicInteger();

    /** How many requests it got, apart from those for its readiness. */
    public final AtomicInteger asked = new AtomicInteger();

    /** How many of them it is slow with. */
    public final AtomicInteger waiting = new AtomicInteger();

    /** Whether it says that it is ready. */
    public volatile boolean ready = true;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    public Backend(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException cannotBind) {
            throw new UncheckedIOException(cannotBind);
        }
        server.setExecutor(threads);
        server.createContext("/", this::echo);
        server.createContext("/api/v1/streams/", this::stream);
        server.createContext("/api/v1/streams/many/", this::endless);
        server.createContext("/api/v1/members/slow", this::slow);
        server.createContext("/actuator/health/readiness", this::readiness);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void readiness(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(ready ? 200 : 503, -1);
        exchange.close();
    }

    private void echo(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        long size = 0;
        try (var body = exchange.getRequestBody()) {
            byte[] buffer = new byte[8192];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                size += n;
            }
        }
        var text = new StringBuilder(
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\nsize " + size + "\n");
        exchange.getRequestHeaders().forEach((name, values) -> text.append(name.toLowerCase(java.util.Locale.ROOT))
                .append(": ")
                .append(String.join("|", values))
                .append('\n'));
        byte[] answer = text.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        try (var out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (var out = exchange.getResponseBody()) {
            out.write("data: one\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            await(secondMessage);
            out.write("data: two\n\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    private void endless(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (var out = exchange.getResponseBody()) {
            for (int i = 0; !threads.isShutdown(); i++) {
                out.write(("data: " + i + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                if (i > 100) {
                    LockSupport.parkNanos(5_000_000);
                }
            }
        } catch (IOException left) {
            gone.incrementAndGet();
        }
    }

    private void slow(HttpExchange exchange) throws IOException {
        waiting.incrementAndGet();
        await(slowAnswers);
        exchange.sendResponseHeaders(200, -1);
    }

    private static void await(CountDownLatch latch) {
        try {
            boolean ignored = latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
