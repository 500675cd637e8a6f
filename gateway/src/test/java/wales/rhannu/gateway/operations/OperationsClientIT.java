package wales.rhannu.gateway.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import wales.rhannu.gateway.Browser;
import wales.rhannu.gateway.PlatformStub;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.profiles.active=test", "rhannu.limits.burst=10000", "rhannu.status.timeout=3s"})
class OperationsClientIT {

    private static final PlatformStub platform = new PlatformStub();
    private static final PlatformStub slow = new PlatformStub();
    private static final String REPLAY = "/api/v1/operations/casestudy/dead-letters/dlq.g.t%401/replay";

    @LocalServerPort
    private int port;

    private Browser browser = new Browser(0);

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("rhannu.services.membership", platform::address);
        registry.add("rhannu.services.casestudy", platform::address);
        registry.add("rhannu.services.events", () -> platform.address() + ",http://localhost:1");
        registry.add("rhannu.services.partner", slow::address);
        registry.add("rhannu.services.gone", () -> "http://localhost:1");
    }

    @BeforeEach
    void signIn() throws Exception {
        browser = new Browser(port);
        browser.signIn(platform, "operator,member", "/operations");
        platform.asked.clear();
    }

    @AfterEach
    void asOrdinary() {
        platform.instead.clear();
        slow.hangs = false;
    }

    @AfterAll
    static void stop() {
        platform.close();
        slow.close();
    }

    private static String form(HttpResponse<String> page) {
        return page.body().replaceFirst("(?s).*name=\"form\" value=\"([^\"]*)\".*", "$1");
    }

    private HttpResponse<String> resolve(String service, String id, String deed) throws Exception {
        return browser.post(
                "/operations/dead-letters",
                Map.of("form", form(browser.get("/operations")), "service", service, "id", id, "deed", deed));
    }

    @Test
    void operatorsSeeEveryServiceWithItsFiguresLettersAndJobs() throws Exception {
        HttpResponse<String> page = browser.get("/operations");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .contains("lang=\"en\"", "1.2.3", "25 Nov 2026, 10:00:00", "a.topic", "a-group", "b-group", "3 / 17")
                .contains("wales.rhannu.x-happened.v1", "s-1", "120 / 300", "a source", "casestudy", "8 s")
                .contains("closed: requests pass", "/operations?service=casestudy&amp;after=bmV4dA")
                .contains("does not answer")
                .contains("&lt;script&gt;alert(1)")
                .doesNotContain("<script", "style=", "<style", "??");
        assertThat(platform.asked)
                .anyMatch(asked -> asked.startsWith("GET /api/v1/operations/casestudy/status Bearer "
                        + PlatformStub.accessToken("operator,member")));
    }

    @Test
    void ofAServiceWithSeveralInstancesTheySeeHowManyAreReadyAndWhatOneOfThemSays() throws Exception {
        // instances are asked once a second
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(browser.get("/operations").body())
                        .containsPattern("(?s)events</th>\\s*<td><span class=\"state up\">ready</span>"
                                + "<br[^>]*><small>1 of 2 instances are ready</small>"));
        assertThat(browser.get("/operations?lang=cy").body()).contains("1 o 2 enghraifft yn barod");
    }

    @Test
    void thePageIsInWelshWhereThatIsAskedForAndRemembersTheChoice() throws Exception {
        assertThat(browser.get("/operations", "Accept-Language", "cy-GB, en;q=0.5")
                        .body())
                .contains("lang=\"cy\"", "Llythyrau marw", "Allgofnodi", "ddim yn ateb", "25 Tach 2026, 10:00:00")
                .doesNotContain("??");
        assertThat(browser.get("/operations?lang=cy").body()).contains("Gwasanaethau");
        assertThat(browser.get("/operations", "Accept-Language", "en").body()).contains("Gwasanaethau");
        assertThat(browser.get("/operations?lang=en", "Accept-Language", "cy").body())
                .contains("Services");
    }

    @Test
    void furtherDeadLettersComeByTheLink() throws Exception {
        assertThat(browser.get("/operations?service=casestudy&after=bmV4dA").body())
                .contains("dlq.g.t@99", "Back to the first dead letters");
        assertThat(platform.asked)
                .anyMatch(asked -> asked.startsWith("GET /api/v1/operations/casestudy/dead-letters?after=bmV4dA "))
                .anyMatch(asked -> asked.startsWith("GET /api/v1/operations/membership/dead-letters "));
    }

    @Test
    void aServiceThatHangsIsShownAsSuchOnceItHadItsTime() throws Exception {
        browser.get("/operations");
        slow.hangs = true;
        long start = System.nanoTime();
        HttpResponse<String> page = browser.get("/operations");
        // three seconds of patience, and a busy machine
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(page.body()).containsPattern("(?s)partner</th>\\s*<td><span class=\"state silent\">");
    }

    @Test
    void aServiceThatRefusesOrTalksNonsenseIsToldApart() throws Exception {
        platform.instead.put("/api/v1/operations/casestudy/status", "401 {}");
        platform.instead.put("/api/v1/operations/membership/status", "200 <html>");
        platform.instead.put("/api/v1/operations/membership/dead-letters", "503 {}");
        assertThat(browser.get("/operations").body())
                .contains("refuses your sign-in", "gives an answer that cannot be read");
        platform.instead.remove("/api/v1/operations/membership/status");
        // what is refused is renewed, and the stand-in for the provider makes members of everybody
        signIn();
        assertThat(browser.get("/operations").body()).contains("its dead letters cannot be read at the moment");
    }

    @Test
    void whoIsNotSignedInIsSentToSignInAndWhoIsNoOperatorIsTold() throws Exception {
        HttpResponse<String> anonymous = new Browser(port).get("/operations");
        assertThat(anonymous.statusCode()).isEqualTo(303);
        assertThat(Browser.location(anonymous)).isEqualTo("/session/sign-in?then=/operations");

        Browser member = new Browser(port);
        member.signIn(platform, "member,facilitator", "/operations");
        platform.asked.clear();
        HttpResponse<String> told = member.get("/operations");
        assertThat(told.statusCode()).isEqualTo(403);
        assertThat(told.body()).contains("This page is for operators");
        assertThat(member.post("/operations/dead-letters", Map.of("service", "casestudy", "id", "x", "deed", "replay"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(platform.asked).noneMatch(asked -> asked.contains("/api/v1/operations/"));
    }

    @Test
    void aDeadLetterIsReplayedOrDiscardedWithTheOperatorsToken() throws Exception {
        HttpResponse<String> answer = resolve("casestudy", "dlq.g.t@1", "replay");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(platform.asked)
                .anyMatch(asked ->
                        asked.startsWith("POST " + REPLAY + " Bearer " + PlatformStub.accessToken("operator,member")));
        assertThat(browser.get(Browser.location(answer)).body()).contains("The record was consumed");

        HttpResponse<String> discarded = resolve("membership", "dlq.g.t@1", "discard");
        assertThat(platform.asked)
                .anyMatch(asked ->
                        asked.startsWith("POST /api/v1/operations/membership/dead-letters/dlq.g.t%401/discard"));
        assertThat(browser.get(Browser.location(discarded), "Accept-Language", "cy")
                        .body())
                .contains("Hepgorwyd y cofnod");
    }

    @Test
    void whatWasNotDoneIsSaidInWords() throws Exception {
        platform.instead.put(REPLAY, "409 {\"title\":\"Conflict\",\"detail\":\"It failed again: <b>no</b> text\"}");
        assertThat(browser.get(Browser.location(resolve("casestudy", "dlq.g.t@1", "replay")))
                        .body())
                .contains("It failed again, and stays on the list", "It failed again: &lt;b&gt;no&lt;/b&gt; text");
        platform.instead.put(REPLAY, "404 {}");
        assertThat(browser.get(Browser.location(resolve("casestudy", "dlq.g.t@1", "replay")))
                        .body())
                .contains("It is no longer there");
        assertThat(browser.get(Browser.location(resolve("gone", "x", "replay"))).body())
                .contains("did not answer in time");
    }

    @Test
    void aFormThatWasNotMadeForThisSessionDoesNothing() throws Exception {
        Browser other = new Browser(port);
        other.signIn(platform, "operator", "/operations");
        String theirs = form(other.get("/operations"));
        platform.asked.clear();
        for (Map<String, String> form : java.util.List.of(
                Map.of("service", "casestudy", "id", "x", "deed", "discard"),
                Map.of("form", theirs, "service", "casestudy", "id", "x", "deed", "discard"))) {
            HttpResponse<String> refused = browser.post("/operations/dead-letters", form);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("Nothing was done");
        }
        assertThat(platform.asked).isEmpty();
    }

    @Test
    void aFormThatCannotBeReadIsTheSendersFault() throws Exception {
        for (String[] each :
                new String[][] {{"casestudy", "x", "explode"}, {"unknown", "x", "replay"}, {"casestudy", " ", "replay"}
                }) {
            assertThat(resolve(each[0], each[1], each[2]).statusCode()).isEqualTo(400);
        }
        assertThat(platform.asked).noneMatch(asked -> asked.startsWith("POST /api/v1/operations"));
    }

    @Test
    void nobodyPutsWordsOnThePageByALink() throws Exception {
        assertThat(browser.get("/operations?said=failed-again%20Call%20this%20number")
                        .body())
                .doesNotContain("Call this number", "role=\"alert\"");
    }
}
