package wales.rhannu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wales.rhannu.gateway.Browser;
import wales.rhannu.gateway.PlatformStub;

class CookieSessionIT extends GatewayTestBed {

    @Test
    void signingInGoesToTheProviderAndBackToWhereOneWantedToGo() throws Exception {
        Browser browser = new Browser(port);
        HttpResponse<String> start = browser.get("/session/sign-in?then=/api/v1/members/me");
        assertThat(start.statusCode()).isEqualTo(303);
        String authorization = Browser.location(start);
        assertThat(authorization)
                .startsWith("http://localhost:8080/oauth2/authorize?")
                .contains("response_type=code", "client_id=rhannu-web", "code_challenge_method=S256", "scope=openid")
                .contains("redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fsession%2Fcallback");
        assertThat(start.headers().firstValue("Set-Cookie").orElse(""))
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Lax", "Path=/session");

        platform.nonce = Browser.parameter(authorization, "nonce");
        HttpResponse<String> back =
                browser.get("/session/callback?code=member&state=" + Browser.parameter(authorization, "state"));
        assertThat(back.statusCode()).isEqualTo(303);
        assertThat(Browser.location(back)).isEqualTo("/api/v1/members/me");
        assertThat(last())
                .startsWith("POST /oauth2/token Basic "
                        + Base64.getEncoder()
                                .encodeToString(("rhannu-web:" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8))
                                        .getBytes(StandardCharsets.UTF_8)))
                .contains("code_verifier=", "grant_type=authorization_code");

        browser.get("/api/v1/members/me");
        assertThat(last())
                .startsWith("GET /api/v1/members/me Bearer " + PlatformStub.accessToken("member") + " ")
                .contains("cookie=null");
    }

    @Test
    void onesOwnTokenGoesBeforeTheSessionAndNoServiceSeesTheCookie() throws Exception {
        Browser browser = new Browser(port);
        browser.signIn(platform, "member", "/");
        browser.get("/api/v1/members", "Authorization", "Bearer own", "Cookie", "other=1");
        assertThat(last()).startsWith("GET /api/v1/members Bearer own ").doesNotContain("rhannu-session");
        browser.get("/sign-in");
        assertThat(last()).startsWith("GET /sign-in null ").doesNotContain("rhannu-session");
    }

    @Test
    void aChangeByTheSessionComesFromAPageOfOurs() throws Exception {
        Browser browser = new Browser(port);
        browser.signIn(platform, "member", "/");
        int asked = platform.asked.size();
        for (String[] from : new String[][] {
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site", "Origin", "http://localhost:8080"},
            {"Sec-Fetch-Site", "none"},
            {"Origin", "http://evil.example"},
            {"Origin", "null"},
            {"X-Nothing", "of the kind"}
        }) {
            HttpResponse<String> refused = browser.send(
                    browser.to("/api/v1/members/me").headers(from).method("DELETE", BodyPublishers.noBody()));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("problems/cross-site");
        }
        assertThat(platform.asked).hasSize(asked);

        for (String[] from : new String[][] {{"Sec-Fetch-Site", "same-origin"}, {"Origin", "http://localhost:8080"}}) {
            assertThat(browser.send(browser.to("/api/v1/members/me")
                                    .headers(from)
                                    .method("DELETE", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(last()).startsWith("DELETE /api/v1/members/me Bearer " + PlatformStub.accessToken("member"));
        }
    }

    @Test
    void withoutASessionNothingIsAskedOfAChange() throws Exception {
        Browser browser = new Browser(port);
        assertThat(browser.send(browser.to("/api/v1/members")
                                .header("Origin", "http://elsewhere.example")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(last()).startsWith("POST /api/v1/members null cookie=null");
    }

    @Test
    void aCookieThatWasNotMadeHereIsNoSession() throws Exception {
        Browser signedIn = new Browser(port);
        signedIn.signIn(platform, "operator", "/");
        String cookie = signedIn.cookie("rhannu-session");
        assertThat(cookie).isNotEmpty();
        String changed = cookie.substring(0, 40) + (cookie.charAt(40) == 'A' ? 'B' : 'A') + cookie.substring(41);
        for (String other : new String[] {changed, "", "nonsense", "A".repeat(3_000)}) {
            Browser browser = new Browser(port);
            assertThat(browser.get("/api/v1/members", "Cookie", "a=1; rhannu-session=" + other + "; b=2")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(last()).startsWith("GET /api/v1/members null cookie=a=1; b=2");
            assertThat(Browser.location(browser.get("/operations", "Cookie", "rhannu-session=" + other)))
                    .startsWith("/session/sign-in");
        }
    }

    @Test
    void aCodeOfSomebodyElsesSignsNobodyIn() throws Exception {
        Browser attacker = new Browser(port);
        String theirs = Browser.location(attacker.get("/session/sign-in"));
        Browser victim = new Browser(port);
        assertThat(victim.get("/session/callback?code=member&state=" + Browser.parameter(theirs, "state"))
                        .statusCode())
                .as("nothing was begun here")
                .isEqualTo(400);
        victim.get("/session/sign-in");
        HttpResponse<String> refused = victim.get(
                "/session/callback?code=member&state=" + Browser.parameter(theirs, "state"), "Accept", "text/html");
        assertThat(refused.statusCode()).as("something else was begun here").isEqualTo(400);
        assertThat(refused.body()).contains("lang=\"cy\"", "Nid ydych wedi mewngofnodi", "/session/sign-in");
        assertThat(victim.cookie("rhannu-session")).isEmpty();
        assertThat(platform.asked).isEmpty();
    }

    @Test
    void whoIsRefusedOrGotAnAnswerForAnotherIsNotSignedIn() throws Exception {
        assertThat(new Browser(port).signIn(platform, "nobody", "/").statusCode())
                .isEqualTo(400);
        Browser browser = new Browser(port);
        String authorization = Browser.location(browser.get("/session/sign-in"));
        platform.nonce = "another";
        assertThat(browser.get("/session/callback?code=member&state=" + Browser.parameter(authorization, "state"))
                        .statusCode())
                .isEqualTo(400);
        String again = Browser.location(browser.get("/session/sign-in"));
        assertThat(browser.get("/session/callback?error=access_denied&state=" + Browser.parameter(again, "state"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.cookie("rhannu-session")).isEmpty();
    }

    @Test
    void whileTheProviderIsAwayAPageSaysSo() throws Exception {
        platform.instead.put("/oauth2/token", "503 {}");
        HttpResponse<String> answer = new Browser(port).signIn(platform, "member", "/");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("Nobody can sign in at the moment");
    }

    @Test
    void onlyLocalPathsAreGoneOnTo() throws Exception {
        assertThat(Browser.location(new Browser(port).signIn(platform, "member", "https://evil.example/")))
                .isEqualTo("/");
        assertThat(Browser.location(new Browser(port).signIn(platform, "member", "//evil.example")))
                .isEqualTo("/");
    }

    @Test
    void signingOutTakesAFormOfOurs() throws Exception {
        Browser browser = new Browser(port);
        browser.signIn(platform, "operator", "/operations");
        assertThat(browser.post("/session/sign-out", Map.of("form", "guessed")).statusCode())
                .isEqualTo(403);
        assertThat(browser.cookie("rhannu-session")).isNotEmpty();

        String page = browser.get("/operations").body();
        String form = page.replaceFirst("(?s).*name=\"form\" value=\"([^\"]*)\".*", "$1");
        HttpResponse<String> out = browser.post("/session/sign-out", Map.of("form", form));
        assertThat(platform.asked)
                .filteredOn(each -> each.startsWith("POST /oauth2/revoke Basic "))
                .singleElement()
                .asString()
                .contains("token=handle-" + "operator".hashCode());
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(out.headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("rhannu-sign-in=;"))
                .anyMatch(cookie -> cookie.startsWith("rhannu-session=;"));
        assertThat(browser.cookie("rhannu-session")).isEmpty();
        assertThat(Browser.location(browser.get("/operations"))).startsWith("/session/sign-in");
    }

    @Test
    void whoSignsOutWhileTheProviderIsAwayIsToldSoAndSignedOutOfTheBrowser() throws Exception {
        Browser browser = new Browser(port);
        browser.signIn(platform, "operator", "/operations");
        String page = browser.get("/operations").body();
        String form = page.replaceFirst("(?s).*name=\"form\" value=\"([^\"]*)\".*", "$1");
        platform.instead.put("/oauth2/revoke", "503 {}");
        HttpResponse<String> out = browser.post("/session/sign-out", Map.of("form", form));
        assertThat(out.statusCode()).isEqualTo(503);
        assertThat(out.body()).contains("problems/signed-out-here-only");
        assertThat(browser.cookie("rhannu-session")).isEmpty();
    }
}
