package wales.rhannu.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider that takes a code for a token whose roles the code says, parted by commas, and refuses {@code nobody}; and a service
 * that answers operators.
 */
public final class PlatformStub implements AutoCloseable {

    /** The address of the platform, as the gateway has it unless told. */
    public static final String ISSUER = "http://localhost:8080";

    /** What was asked of it apart from its readiness, which is asked for all the time: method, path, token, and body. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** What a path answers instead: status, a space, and a body. */
    public final Map<String, String> instead = new ConcurrentHashMap<>();

    /** What stands in the next identity tokens. */
    public volatile String nonce = "";

    /** Tokens that no service takes, as of a session that has ended. */
    public final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** Handles of sessions that have ended. */
    public final Set<String> ended = ConcurrentHashMap.newKeySet();

    /** How often a handle was exchanged for a token. */
    public final AtomicInteger renewals = new AtomicInteger();

    /** Renewals are answered when this is open. */
    public volatile CountDownLatch renewing = new CountDownLatch(0);

    /** Whether operators get no answer. */
    public volatile boolean hangs;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    public PlatformStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException cannotBind) {
            throw new UncheckedIOException(cannotBind);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    public static String token(String claims) {
        return "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }

    public static String accessToken(String roles) {
        return token("{\"sub\":\"m\",\"roles\":[\"" + roles.replace(",", "\",\"") + "\"]}");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        String body;
        try (var in = exchange.getRequestBody()) {
            body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (!path.equals("/actuator/health/readiness")) {
            asked.add(exchange.getRequestMethod() + " " + path + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " cookie="
                    + exchange.getRequestHeaders().getFirst("Cookie") + " " + body);
        }
        if (hangs && path.startsWith("/api/v1/operations/")) {
            return;
        }
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (path.startsWith("/api/") && refused.stream().anyMatch(token -> authorization.equals("Bearer " + token))) {
            instead(exchange, "401 {\"status\":401}");
            return;
        }
        String answer = instead.containsKey(path) ? String.valueOf(instead.get(path)) : ordinary(path, body);
        instead(exchange, answer);
    }

    private static void instead(HttpExchange exchange, String answer) throws IOException {
        byte[] bytes = answer.substring(4).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private String ordinary(String path, String body) {
        if (path.equals("/oauth2/token")) {
            return exchanged(body);
        }
        if (path.endsWith("/status")) {
            return "200 {\"service\":\"x\",\"version\":\"1.2.3\",\"startedAt\":\"2026-11-25T10:00:00Z\","
                    + "\"outbox\":{\"pending\":4,\"oldestAgeSeconds\":7.5},\"something\":\"new\","
                    + "\"consumers\":[{\"group\":\"a-group\",\"topic\":\"a.topic\",\"lag\":12},"
                    + "{\"group\":\"b-group\",\"topic\":\"b.topic\"}],\"deadLetters\":{\"unresolved\":21}}";
        }
        if (path.contains("/dead-letters?after=")) {
            return "200 {\"items\":[{\"id\":\"dlq.g.t@99\",\"topic\":\"t\",\"failedAt\":\"2026-11-25T10:00:00Z\"}],"
                    + "\"next\":null}";
        }
        if (path.endsWith("/dead-letters")) {
            return "200 {\"items\":[{\"id\":\"dlq.g.t@1\",\"topic\":\"a.topic\",\"group\":\"g\",\"partition\":3,"
                    + "\"offset\":17,\"type\":\"wales.rhannu.x-happened.v1\",\"subject\":\"s-1\","
                    + "\"failedAt\":\"2026-11-25T10:00:00Z\",\"cause\":\"<script>alert(1)</script>\",\"data\":\"x\"}],"
                    + "\"next\":\"bmV4dA\"}";
        }
        if (path.contains("/jobs")) {
            return "200 {\"items\":[{\"id\":\"j\",\"kind\":\"case-study-import\",\"state\":\"running\","
                    + "\"name\":\"a source\",\"total\":300,\"done\":120,\"requestedAt\":\"2026-11-25T10:00:00Z\"}],"
                    + "\"next\":null}";
        }
        return path.endsWith("/replay") || path.endsWith("/discard") ? "204 " : "200 {}";
    }

    private String exchanged(String form) {
        if (form.contains("grant_type=refresh_token")) {
            return renewed(parameter(form, "refresh_token"));
        }
        String code = parameter(form, "code");
        if (code.equals("nobody")) {
            return "400 {\"error\":\"invalid_grant\"}";
        }
        String identity = token("{\"iss\":\"" + ISSUER + "\",\"aud\":\"rhannu-web\",\"nonce\":\"" + nonce
                + "\",\"exp\":" + Instant.now().plusSeconds(600).getEpochSecond() + "}");
        return "200 {\"access_token\":\"" + accessToken(code) + "\",\"id_token\":\"" + identity
                + "\",\"refresh_token\":\"handle-" + code.hashCode() + "-" + UUID.randomUUID()
                + "\",\"token_type\":\"Bearer\",\"expires_in\":900}";
    }

    private String renewed(String handle) {
        int renewal = renewals.incrementAndGet();
        try {
            renewing.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return ended.contains(handle)
                ? "400 {\"error\":\"invalid_grant\"}"
                : "200 {\"access_token\":\"" + accessToken("member,renewal-" + renewal) + "\",\"refresh_token\":\""
                        + handle + "\",\"token_type\":\"Bearer\",\"expires_in\":900}";
    }

    private static String parameter(String form, String name) {
        for (String pair : form.split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
