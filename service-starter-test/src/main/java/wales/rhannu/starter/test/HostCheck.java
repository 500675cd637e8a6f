package wales.rhannu.starter.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/**
 * Asks everything of a running service under a host that is not the platform's, with every header by which a client might make
 * one believed. Where the platform is comes from its configuration alone, so no answer may say that host back:
 *
 * <pre>{@code HostCheck.of(service).also("GET /sign-in").run();}</pre>
 *
 * <p>The operations are read from the service's request mappings; health, metrics, the API's description and what is refused
 * before any operation are known already.
 */
public final class HostCheck {

    private static final String FOREIGN = "evil";
    private static final String HEADERS =
            """
            Host: evil.example\r
            X-Forwarded-Host: evil.example\r
            X-Forwarded-Server: evil.example\r
            X-Forwarded-Proto: https\r
            X-Forwarded-Port: 443\r
            X-Forwarded-Prefix: /evil\r
            X-Original-Host: evil.example\r
            Forwarded: for=203.0.113.7;host=evil.example;proto=https\r
            Connection: close\r
            """;
    /** The API's description is made when it is asked for. */
    private static final int BEGINS_MILLIS = 60_000;

    private static final int GOES_ON_MILLIS = 1_000;
    private static final int ENOUGH = 1 << 20;

    private final int port;
    private final Set<String> requests = new LinkedHashSet<>();
    private final String bearer = TestTokens.member("host-" + UUID.randomUUID())
            .organisation("W06000015")
            .roles("facilitator", "org-admin", "operator")
            .bearer();

    private HostCheck(ApplicationContext service) {
        port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        for (Operation operation : Operation.all(service)) {
            requests.add(operation.method() + " " + operation.path().replaceAll("\\{[^}]*}", "nothing"));
        }
        also(
                "GET " + service.getEnvironment().getProperty("springdoc.api-docs.path", "/v3/api-docs"),
                "GET /actuator",
                "GET /actuator/health",
                "GET /nothing/here",
                "GET /%zz",
                "TRACE /api/v1");
    }

    /** Of a service that a {@link PlatformTest} started. */
    public static HostCheck of(ApplicationContext service) {
        return new HostCheck(service);
    }

    /** What filters answer, each as {@code GET /sign-in}. */
    public HostCheck also(String... methodsAndTargets) {
        requests.addAll(List.of(methodsAndTargets));
        return this;
    }

    /** @throws AssertionError that names every answer in which the foreign host is found, and every request without an answer */
    public void run() {
        List<String> failures = new ArrayList<>();
        for (String request : requests) {
            for (@Nullable String authorization : new @Nullable String[] {null, bearer}) {
                String answer = ask(request, authorization);
                if (!answer.startsWith("HTTP/1.1 ")) {
                    failures.add(request + ": no answer");
                } else if (answer.toLowerCase(Locale.ROOT).contains(FOREIGN)) {
                    failures.add(request + ": " + answer);
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " of " + requests.size() * 2 + " answers are wrong:\n"
                    + String.join("\n", failures));
        }
    }

    private String ask(String request, @Nullable String authorization) {
        boolean hasBody = request.startsWith("P");
        String headers = HEADERS
                + (authorization == null ? "" : "Authorization: " + authorization + "\r\n")
                + (hasBody ? "Content-Type: application/json\r\nContent-Length: 2\r\n" : "");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(BEGINS_MILLIS);
            socket.getOutputStream()
                    .write((request + " HTTP/1.1\r\n" + headers + "\r\n" + (hasBody ? "{}" : ""))
                            .getBytes(StandardCharsets.UTF_8));
            InputStream answer = socket.getInputStream();
            int first = answer.read();
            socket.setSoTimeout(GOES_ON_MILLIS);
            return first < 0 ? "" : (char) first + said(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an answer says until it ends, or for a while where it does not. */
    private static String said(InputStream answer) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        try {
            for (int read = answer.read(part); read >= 0 && said.size() < ENOUGH; read = answer.read(part)) {
                said.write(part, 0, read);
            }
        } catch (SocketTimeoutException goesOn) {
            // a stream
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
