package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import wales.rhannu.testplatform.Platform;

/** Somebody with a browser that runs no scripts: it keeps cookies, follows redirects and sends forms. */
final class ScriptlessBrowser {

    private static final Pattern LINK = Pattern.compile("https?://\\S+?/sign-in/link\\?token=[\\w-]+");
    private static final Pattern FORM = Pattern.compile("(?s)<form[^>]*action=\"([^\"]*)\"[^>]*>(.*?)</form>");
    private static final Pattern HIDDEN = Pattern.compile("<input[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"[^>]*>");
    private static final String SESSION = "rhannu-session";

    private final Platform platform;
    private final URI gateway;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    ScriptlessBrowser(Platform platform) {
        this(platform, URI.create("http://localhost:" + platform.port("gateway")));
    }

    private ScriptlessBrowser(Platform platform, URI gateway) {
        this.platform = platform;
        this.gateway = gateway;
    }

    /** Somebody else who got hold of the cookies. */
    ScriptlessBrowser copy() {
        return copyAt(gateway.toString());
    }

    /** Somebody with the same cookies at another gateway. */
    ScriptlessBrowser copyAt(String gateway) {
        ScriptlessBrowser copy = new ScriptlessBrowser(platform, URI.create(gateway));
        for (HttpCookie cookie : cookies.getCookieStore().getCookies()) {
            HttpCookie same = new HttpCookie(cookie.getName(), cookie.getValue());
            same.setPath(cookie.getPath());
            same.setDomain(cookie.getDomain());
            same.setVersion(0);
            copy.cookies.getCookieStore().add(copy.gateway, same);
        }
        return copy;
    }

    boolean hasSession() {
        return !session().isEmpty();
    }

    /** The cookie of the session as it is; empty without one. */
    String session() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(SESSION))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    /** Puts another value in the place of the session's cookie. */
    void setSession(String value) {
        for (HttpCookie cookie : cookies.getCookieStore().getCookies()) {
            if (cookie.getName().equals(SESSION)) {
                cookie.setValue(value);
            }
        }
    }

    void signIn(String address, String then) {
        int before = MailboxReader.count(platform, address);
        HttpResponse<String> page = get("/session/sign-in?then=" + then);
        send(form(page, "/sign-in", "email=" + encoded(address)));
        String link = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> MailboxReader.of(platform, address).stream()
                                .skip(before)
                                .map(LINK::matcher)
                                .filter(Matcher::find)
                                .map(Matcher::group)
                                .findFirst()
                                .orElse(""),
                        found -> !found.isEmpty());
        press(get(link.substring(link.indexOf("/sign-in"))), "/sign-in/link");
        assertThat(hasSession()).isTrue();
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(gateway.resolve(path)));
    }

    /** Sends the form of a page as it is. */
    HttpResponse<String> press(HttpResponse<String> page, String action) {
        return send(form(page, action, ""));
    }

    private HttpRequest.Builder form(HttpResponse<String> page, String action, String more) {
        Matcher form = FORM.matcher(page.body());
        while (form.find()) {
            if (form.group(1).equals(action)) {
                String fields = HIDDEN.matcher(form.group(2))
                        .results()
                        .map(field -> encoded(field.group(1)) + "=" + encoded(field.group(2)))
                        .collect(Collectors.joining("&"));
                return HttpRequest.newBuilder(page.uri().resolve(action))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", gateway.toString())
                        .POST(HttpRequest.BodyPublishers.ofString(more.isEmpty() ? fields : fields + "&" + more));
            }
        }
        throw new AssertionError("No form to " + action + " on " + page.uri() + ": " + page.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.header("Accept", "text/html,*/*;q=0.8")
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
