package wales.rhannu.quickstart.mailbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers requests for the mailbox's pages and its mails as JSON, to programs of this machine only. */
class MailboxServer implements AutoCloseable {

    static {
        // read once, when the first server is made: seconds that a request and its answer may take
        setUnlessSet("sun.net.httpserver.maxReqTime", "10");
        setUnlessSet("sun.net.httpserver.maxRspTime", "30");
        // otherwise an answer waits 40 ms for the acknowledgement of its header
        setUnlessSet("sun.net.httpserver.nodelay", "true");
    }

    private static final int THREADS = 8;

    /**
     * Protects against DNS rebinding: another site's host name can resolve to this address, and its page would then read all mail
     * as the same origin. The Host header shows the name that the browser used.
     */
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "mailbox");
        thread.setDaemon(true);
        return thread;
    });
    private final MailboxPages pages;
    private final MailboxApi api;

    MailboxServer(int port, MailboxPages pages, MailboxApi api) throws IOException {
        this.pages = pages;
        this.api = api;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    void start() {
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Response response = answer(exchange);
            response.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            // 0: as many bytes as are written
            exchange.sendResponseHeaders(response.status(), head ? -1 : 0);
            if (!head) {
                try (OutputStream body = exchange.getResponseBody()) {
                    response.body().writeTo(body);
                }
            }
        } catch (RuntimeException e) {
            // only the developer at this terminal can repair it
            System.err.println("rhannu: the mailbox cannot answer " + exchange.getRequestURI() + ": " + e);
            throw e;
        }
    }

    private Response answer(HttpExchange exchange) {
        if (!isLoopback(exchange.getRequestHeaders().getFirst("Host"))) {
            return Response.text(421, "This mailbox answers only at localhost.\n");
        }
        if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
            return Response.text(405, "This mailbox can only be read.\n").with("Allow", "GET, HEAD");
        }
        Request request = Request.of(exchange);
        return request.path().startsWith("/api/") ? api.answer(request) : pages.answer(request);
    }

    static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.matcher(host).matches();
    }
}
