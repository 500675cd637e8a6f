package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Whoever asks for very many sign-ins keeps nobody out. */
class SignInFloodIT extends SignInSteps {

    private static final int REQUESTS = 1000;
    private static final int AT_ONCE = 8;
    private static final String FROM = "X-Forwarded-For";

    @Autowired
    private MeterRegistry meters;

    @Test
    void underAThousandRequestsForAnAddressItsOwnerGetsInAndFewMailsAreSent() throws Exception {
        String owner = "perchennog@flintshire.gov.uk";
        HttpClient ownBrowser = browser();
        signIn(ownBrowser, owner);
        HttpClient earlier = browser();
        asked(earlier, owner);
        Mailed held = mailed(owner);
        int before = mailsTo(owner).size();
        double decided = decided();

        long begun = System.nanoTime();
        List<HttpResponse<String>> answers = flood(owner);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/sign-in/sent");
        });
        await().atMost(Duration.ofSeconds(90)).until(() -> decided() >= decided + REQUESTS);
        long turns = 1 + Duration.ofNanos(System.nanoTime() - begun).toMinutes() / 2;
        int mails = mailsTo(owner).size() - before;
        System.out.printf("%d requests for an address: %d mails%n", REQUESTS, mails);
        // one of the five that it may have is the earlier browser's; those who ask at one moment do not see one another
        assertThat(mails).isBetween(4, (int) (4 + turns + AT_ONCE));

        passOver(owner);
        asked(ownBrowser, owner);
        Mailed own = mailed(owner);
        assertThat(problem(pressed(ownBrowser, own.link()))).isEqualTo("none");
        asked(ownBrowser, owner);
        assertThat(problem(entered(ownBrowser, mailed(owner).code()))).isEqualTo("none");
        assertThat(problem(pressed(earlier, held.link())))
                .as("a link that an earlier browser holds")
                .isEqualTo("none");
    }

    private double decided() {
        return Stream.of("sent", "limited", "unwanted", "dropped", "failed")
                .mapToDouble(outcome -> meters.counter("rhannu.sign.in.links", "outcome", outcome)
                        .count())
                .sum();
    }

    /** Each from a network of its own. */
    private List<HttpResponse<String>> flood(String email) throws Exception {
        ExecutorService asking = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<List<HttpResponse<String>>>> pending = new ArrayList<>();
            for (int worker = 0; worker < AT_ONCE; worker++) {
                int second = worker;
                pending.add(asking.submit(() -> {
                    HttpClient browser = browser();
                    String csrf = csrf(browser);
                    List<HttpResponse<String>> answers = new ArrayList<>();
                    for (int third = 0; third < REQUESTS / AT_ONCE; third++) {
                        answers.add(asked(browser, csrf, email, "198." + (18 + second) + "." + third + ".7"));
                    }
                    return answers;
                }));
            }
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (Future<List<HttpResponse<String>>> each : pending) {
                answers.addAll(each.get());
            }
            return answers;
        } finally {
            asking.shutdownNow();
        }
    }

    private String csrf(HttpClient browser) {
        return field(get(browser, "/sign-in", "Accept", "text/html").body(), "_csrf");
    }

    private HttpResponse<String> asked(HttpClient browser, String csrf, String email, String from) {
        return postForm(
                browser, "/sign-in", Map.of("_csrf", csrf, "email", email), FROM, from, "Accept-Language", "en");
    }

    @Test
    void aClientThatAsksTooOftenIsToldSoAndItsNeighbourIsNot() {
        HttpClient browser = browser();
        String csrf = csrf(browser);
        HttpResponse<String> last = asked(browser, csrf, "nobody@elsewhere.example", "203.0.113.77");
        for (int i = 0; i < 200 && last.statusCode() == 302; i++) {
            last = asked(browser, csrf, "nobody" + i + "@elsewhere.example", "203.0.113.77");
        }

        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 900L);
        assertThat(last.body())
                .contains("Too many e-mails were asked for from your network. Wait ")
                .contains("role=\"alert\"");
        assertThat(asked(browser, csrf, "nobody@elsewhere.example", "203.0.113.78")
                        .statusCode())
                .as("another of the same network")
                .isEqualTo(302);
    }

    @Test
    void aBrowserThatSignedInBeforeHoldsASecretThatSaysNothingAndChanges() {
        String email = "cyfarwydd@flintshire.gov.uk";
        HttpClient browser = browser();
        String first = knownBy(signedIn(browser, email));
        String second = knownBy(signedIn(browser, email));

        assertThat(second).isNotEqualTo(first);
        assertThat(first).matches("rhannu-known-browser=[\\w-]{43}; .*");
        for (String cookie : List.of(first, second)) {
            assertThat(cookie).contains("Path=/sign-in", "HttpOnly", "SameSite=Lax", "Max-Age=15552000");
        }
    }

    private HttpResponse<String> signedIn(HttpClient browser, String email) {
        asked(browser, email);
        return pressed(browser, link(email));
    }

    private static String knownBy(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(KnownBrowsers.COOKIE))
                .findFirst()
                .orElseThrow();
    }
}
