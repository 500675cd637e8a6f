package wales.rhannu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import wales.rhannu.gateway.Browser;
import wales.rhannu.gateway.PlatformStub;

/** A session goes on with another token, and nobody who has it notices; one that was ended is no session. */
class RenewalIT extends GatewayTestBed {

    private static final String PUBLIC = "/api/v1/case-studies";
    private static final String TOKEN = PlatformStub.accessToken("member");

    @Autowired
    private SessionCookies sessions;

    private final String handle = UUID.randomUUID().toString();

    @AfterEach
    void open() {
        platform.renewing.countDown();
        platform.renewing = new CountDownLatch(0);
    }

    /** A cookie whose token, of 15 minutes, has this long to live. */
    private String cookie(Duration left) {
        return cookie(left, handle);
    }

    private String cookie(Duration left, String handle) {
        return cookie(left, handle, TOKEN);
    }

    private String cookie(Duration left, String handle, String token) {
        Instant now = Instant.now();
        Instant expires = now.plus(left);
        CookieSession session =
                new CookieSession(token, expires, expires.minusSeconds(300), handle, now.plusSeconds(3_600), Set.of());
        return "rhannu-session="
                + sessions.cookie(session)
                        .orElseThrow(() -> new IllegalStateException("too long"))
                        .getValue();
    }

    private HttpResponse<String> get(String path, String cookie) throws Exception {
        return new Browser(port).get(path, "Cookie", cookie);
    }

    private HttpResponse<String> post(String path, String cookie) throws Exception {
        Browser browser = new Browser(port);
        return browser.send(browser.to(path)
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString("{\"text\":\"a form\"}")));
    }

    private static String written(HttpResponse<String> answer) {
        List<String> cookies = answer.headers().allValues("Set-Cookie").stream()
                .filter(each -> each.startsWith("rhannu-session="))
                .toList();
        assertThat(cookies).hasSize(1);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return cookies.get(0).replaceFirst(";.*", "");
    }

    private static void isUntouched(HttpResponse<String> answer) {
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void aTokenThatHasLongToLiveIsLeftAlone() throws Exception {
        isUntouched(get(PUBLIC, cookie(Duration.ofMinutes(6))));
        assertThat(last()).startsWith("GET " + PUBLIC + " Bearer " + TOKEN);
        assertThat(platform.renewals).hasValue(0);
    }

    @Test
    void aFormThatIsSentWithFiveSecondsLeftArrivesWithANewToken() throws Exception {
        HttpResponse<String> answer = post(PUBLIC, cookie(Duration.ofSeconds(5)));

        assertThat(answer.statusCode()).isEqualTo(200);
        String renewed = PlatformStub.accessToken("member,renewal-1");
        assertThat(last()).startsWith("POST " + PUBLIC + " Bearer " + renewed).endsWith("{\"text\":\"a form\"}");
        isUntouched(get(PUBLIC, written(answer)));
        assertThat(last()).startsWith("GET " + PUBLIC + " Bearer " + renewed);
        assertThat(platform.renewals).hasValue(1);
    }

    @Test
    void aSessionIsThereAlsoAfterItsTokenExpired() throws Exception {
        written(get(PUBLIC, cookie(Duration.ofMinutes(-10))));
        assertThat(last()).startsWith("GET " + PUBLIC + " Bearer " + PlatformStub.accessToken("member,renewal-1"));
    }

    @Test
    void manyRequestsWithOneHandleCauseOneRenewal() throws Exception {
        platform.renewing = new CountDownLatch(1);
        String cookie = cookie(Duration.ofSeconds(5));
        ExecutorService browser = Executors.newFixedThreadPool(20);
        try {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(browser.submit(() -> get(PUBLIC, cookie)));
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(platform.renewals).hasValue(1));
            platform.renewing.countDown();
            Set<String> tokens = Set.of("GET " + PUBLIC + " Bearer " + PlatformStub.accessToken("member,renewal-1"));
            for (Future<HttpResponse<String>> answer : answers) {
                written(answer.get());
            }
            assertThat(platform.asked)
                    .filteredOn(each -> each.startsWith("GET "))
                    .hasSize(20)
                    .allMatch(each -> tokens.stream().anyMatch(each::startsWith));
        } finally {
            browser.shutdownNow();
        }
        written(get(PUBLIC, cookie));
        assertThat(platform.renewals)
                .as("with the cookie of before, which was on its way")
                .hasValue(1);
    }

    @Test
    void whileTheProviderIsAwayATokenWorksUntilItsEnd() throws Exception {
        for (String away : List.of("503 {}", "401 {\"error\":\"invalid_client\"}", "200 nonsense")) {
            platform.instead.put("/oauth2/token", away);
            String live = cookie(Duration.ofSeconds(30), UUID.randomUUID().toString());
            HttpResponse<String> answer = post(PUBLIC, live);
            assertThat(answer.statusCode()).isEqualTo(200);
            isUntouched(answer);
            assertThat(last()).startsWith("POST " + PUBLIC + " Bearer " + TOKEN);
        }
        String past = cookie(Duration.ofSeconds(-1));
        isUntouched(get(PUBLIC, past));
        assertThat(last()).as("anybody may read it").startsWith("GET " + PUBLIC + " null");
        HttpResponse<String> form = post(PUBLIC, past);
        assertThat(form.statusCode()).isEqualTo(503);
        assertThat(form.headers().firstValue("Retry-After")).isPresent();
        assertThat(last()).as("no service was").doesNotStartWith("POST " + PUBLIC);
    }

    @Test
    void aProviderThatHangsKeepsNobodyWhoHasATokenForLong() throws Exception {
        platform.renewing = new CountDownLatch(1);
        assertThat(get(PUBLIC, cookie(Duration.ofSeconds(30))).statusCode()).isEqualTo(200);
        assertThat(last()).startsWith("GET " + PUBLIC + " Bearer " + TOKEN);
    }

    @Test
    void aSessionThatHasEndedIsForgottenAndItsReaderIsAnybody() throws Exception {
        platform.ended.add(handle);
        HttpResponse<String> answer = get(PUBLIC, cookie(Duration.ofSeconds(5)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(written(answer)).isEqualTo("rhannu-session=");
        assertThat(last()).startsWith("GET " + PUBLIC + " null cookie=null");
        written(get(PUBLIC, cookie(Duration.ofSeconds(5))));
        assertThat(platform.renewals)
                .as("a copy of the cookie is no reason to ask again")
                .hasValue(1);
        assertThat(Browser.location(get("/operations", cookie(Duration.ofSeconds(5)))))
                .startsWith("/session/sign-in");
    }

    @Test
    void aTokenThatAServiceRefusesIsOfASessionThatHasEnded() throws Exception {
        platform.ended.add(handle);
        platform.refused.add(TOKEN);
        HttpResponse<String> change = post(PUBLIC, cookie(Duration.ofMinutes(10)));
        assertThat(change.statusCode()).as("is not sent again").isEqualTo(401);
        assertThat(written(change)).isEqualTo("rhannu-session=");

        String other = UUID.randomUUID().toString();
        platform.ended.add(other);
        HttpResponse<String> answer = get(PUBLIC, cookie(Duration.ofMinutes(10), other));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(written(answer)).isEqualTo("rhannu-session=");
        assertThat(last()).startsWith("GET " + PUBLIC + " null");

        int asked = platform.asked.size();
        assertThat(written(get(PUBLIC, cookie(Duration.ofMinutes(10), other)))).isEqualTo("rhannu-session=");
        assertThat(platform.asked).as("a copy of the cookie is known by now").hasSize(asked + 1);
        assertThat(Browser.location(get("/operations", cookie(Duration.ofMinutes(10), other))))
                .startsWith("/session/sign-in");
        assertThat(platform.renewals).hasValue(2);
    }

    @Test
    void thePageOfOperatorsIsNotShownInASessionThatWasEndedElsewhere() throws Exception {
        String token = PlatformStub.accessToken("operator");
        String cookie = cookie(Duration.ofMinutes(10), handle, token);
        assertThat(get("/operations", cookie).statusCode()).isEqualTo(200);

        platform.refused.add(token);
        HttpResponse<String> replaced = get("/operations", cookie);
        assertThat(replaced.statusCode()).as("refused, and goes on").isEqualTo(200);
        assertThat(written(replaced)).isNotEqualTo("rhannu-session=");

        String other = UUID.randomUUID().toString();
        platform.ended.add(other);
        HttpResponse<String> ended = get("/operations", cookie(Duration.ofMinutes(10), other, token));
        assertThat(Browser.location(ended)).isEqualTo("/session/sign-in?then=/operations");
        assertThat(written(ended)).isEqualTo("rhannu-session=");
    }

    @Test
    void aTokenThatAServiceRefusesThoughTheSessionGoesOnIsReplaced() throws Exception {
        platform.refused.add(TOKEN);
        HttpResponse<String> answer = get(PUBLIC, cookie(Duration.ofMinutes(10)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(last()).startsWith("GET " + PUBLIC + " Bearer " + PlatformStub.accessToken("member,renewal-1"));
        platform.refused.add(PlatformStub.accessToken("member,renewal-1"));
        HttpResponse<String> again = get(PUBLIC, written(answer));
        assertThat(again.statusCode()).as("whatever it is, anybody may read").isEqualTo(200);
        assertThat(last()).startsWith("GET " + PUBLIC + " null");
    }

    @Test
    void withoutTheCookieAnAnswerOf401IsWhatItIs() throws Exception {
        platform.instead.put(PUBLIC, "401 {}");
        assertThat(new Browser(port).get(PUBLIC, "Authorization", "Bearer own").statusCode())
                .isEqualTo(401);
        assertThat(platform.asked).hasSize(1);
        assertThat(platform.renewals).hasValue(0);
    }
}
