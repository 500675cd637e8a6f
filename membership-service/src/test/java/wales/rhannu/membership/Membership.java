package wales.rhannu.membership;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.test.PlatformTest;

/** The running service, a mailbox beside it, and a browser. */
@PlatformTest
@TestPropertySource(
        properties = {
            "rhannu.demo=true",
            "rhannu.bootstrap.facilitators=first@cdps.example",
            "rhannu.web-client.secret=" + Membership.WEB_SECRET
        })
public abstract class Membership {

    protected static final String WEB_SECRET = "a-secret-of-tests-that-is-long-enough-for-a-client";

    protected static final GreenMail MAILBOX = new GreenMail(smtp());
    protected static final MailFaultProxy MAIL_SERVER =
            MailFaultProxy.before(() -> MAILBOX.getSmtp().getPort());
    protected static final JsonMapper JSON = JsonMapper.shared();

    static {
        MAILBOX.start();
    }

    private static ServerSetup smtp() {
        ServerSetup smtp = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        // two seconds of its own are too few for a machine that is busy
        smtp.setServerStartupTimeout(60_000);
        return smtp;
    }

    @LocalServerPort
    protected int port;

    @DynamicPropertySource
    static void mail(DynamicPropertyRegistry registry) {
        registry.add("spring.mail.host", () -> "127.0.0.1");
        registry.add("spring.mail.port", MAIL_SERVER::port);
        // as long as it takes: a mail server that says nothing does so until the test ends that
        registry.add("spring.mail.properties.mail.smtp.timeout", () -> "60000");
    }

    /** The service stands in for the platform: what it says is at the platform's address is asked of it. */
    protected URI uri(String address) {
        URI asked = URI.create(address);
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        return URI.create("http://localhost:" + port + asked.getRawPath() + query);
    }

    /** One that keeps cookies and follows no redirects. */
    protected static HttpClient browser() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }

    protected HttpResponse<String> get(HttpClient client, String path, String... headers) {
        return send(client, HttpRequest.newBuilder(uri(path)), headers);
    }

    protected HttpResponse<String> send(String method, String path, Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .header("Content-Type", "PATCH".equals(method) ? "application/merge-patch+json" : "application/json");
        return send(HttpClient.newHttpClient(), request, headers);
    }

    protected HttpResponse<String> get(String path, String... headers) {
        return get(HttpClient.newHttpClient(), path, headers);
    }

    protected HttpResponse<String> postForm(
            HttpClient client, String path, Map<String, String> form, String... headers) {
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/x-www-form-urlencoded");
        return send(client, request, headers);
    }

    protected static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    protected static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }
}
