package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.oauth2.jwt.Jwt;
import tools.jackson.databind.JsonNode;
import wales.rhannu.membership.session.Sessions;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

/** A session begins with signing in, is renewed by its handle, and ends from wherever somebody ends it. */
class SessionIT extends GatewayStandIn {

    private static final HttpClient GATEWAY = HttpClient.newHttpClient();

    @Autowired
    private MongoTemplate mongo;

    @Autowired
    private Sessions sessions;

    @Autowired
    private MemberAccess access;

    @Test
    void allTokensOfABrowserNameItsSessionAndTheHandleStaysTheSame() {
        HttpClient browser = browser();
        String ofTheCommandLine = signIn(browser, "tocyn@cardiff.gov.uk");
        Held first = again(browser);
        Held second = held(renewed(first.handle()));

        assertThat(session(first)).isNotEqualTo("null").isEqualTo(session(second));
        assertThat(decoded(ofTheCommandLine).getClaimAsString("sid")).isEqualTo(session(first));
        assertThat(second.handle()).isEqualTo(first.handle());
        assertThat(second.token()).isNotEqualTo(first.token());
        Held elsewhere = signedIn(browser(), "tocyn@cardiff.gov.uk");
        assertThat(session(elsewhere)).isNotEqualTo(session(first));
    }

    @Test
    void theGatewayProvesThatItIsTheGateway() {
        HttpClient browser = browser();
        signIn(browser, "tocyn@cardiff.gov.uk");
        Map<String, String> redemption = new java.util.LinkedHashMap<>(redemption(browser));
        assertThat(asProgram(new Credentials("rhannu-web", "another"), "/oauth2/token", redemption)
                        .statusCode())
                .isEqualTo(401);
        redemption.put("client_id", "rhannu-web");
        assertThat(postForm(GATEWAY, "/oauth2/token", redemption).statusCode()).isEqualTo(401);
        redemption.remove("client_id");
        Held held = held(asProgram(WEB, "/oauth2/token", redemption));

        Map<String, String> renewal = Map.of("grant_type", "refresh_token", "refresh_token", held.handle());
        assertThat(asProgram(program("Found a handle"), "/oauth2/token", renewal)
                        .statusCode())
                .isEqualTo(400);
        isTaken(held);
    }

    @Test
    void allWhoRenewAtOnceGetAToken() throws Exception {
        Held held = signedIn(browser(), "ar.yr.un.pryd@cardiff.gov.uk");
        int several = 6;
        ExecutorService gateways = Executors.newFixedThreadPool(several);
        try {
            for (int round = 0; round < 5; round++) {
                CyclicBarrier together = new CyclicBarrier(several);
                List<Future<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < several; i++) {
                    answers.add(gateways.submit(() -> {
                        together.await();
                        return renewed(held.handle());
                    }));
                }
                for (Future<HttpResponse<String>> answer : answers) {
                    assertThat(get(OWN, "Authorization", bearer(held(answer.get())))
                                    .statusCode())
                            .isEqualTo(200);
                }
            }
        } finally {
            gateways.shutdownNow();
        }
        isTaken(held);
    }

    @Test
    void whoSignsOutAtTheGatewayIsSignedOutEverywhereInThatBrowser() {
        HttpClient browser = browser();
        Held held = signedIn(browser, "allan@cardiff.gov.uk");
        Held elsewhere = signedIn(browser(), "allan@cardiff.gov.uk");
        assertThat(isSignedIn(browser)).isTrue();

        for (int again = 0; again < 2; again++) {
            assertThat(asProgram(WEB, "/oauth2/revoke", Map.of("token", held.handle()))
                            .statusCode())
                    .isEqualTo(200);
            isRefused(held);
            assertThat(isSignedIn(browser)).isFalse();
        }
        isTaken(elsewhere);
        TestTopics.awaitEvent(
                "membership.members.internal",
                "wales.rhannu.membership.member-sessions-ended.v1",
                String.valueOf(decoded(held.token()).getSubject()));
    }

    @Test
    void whoSignsOutHereIsSignedOutAtTheGateway() {
        HttpClient browser = browser();
        Held held = signedIn(browser, "allan.yma@cardiff.gov.uk");
        String page = get(browser, "/sign-in/done", "Accept", "text/html").body();
        assertThat(postForm(browser, "/logout", Map.of("_csrf", field(page, "_csrf")))
                        .statusCode())
                .isEqualTo(302);

        isRefused(held);
        assertThat(isSignedIn(browser)).isFalse();
    }

    @Test
    void whoShowsAnIdTokenIsSignedOutAtTheGateway() {
        HttpClient browser = browser();
        signIn(browser, "allan.id@cardiff.gov.uk");
        String idToken = json(exchange(browser, code(browser))).get("id_token").asString();
        Held held = again(browser);
        assertThat(get(browser, "/connect/logout?id_token_hint=" + idToken, "Accept", "text/html")
                        .statusCode())
                .isEqualTo(302);

        isRefused(held);
        assertThat(isSignedIn(browser)).isFalse();
    }

    @Test
    void anIdTokenFromBeforeARenewalStillSignsOutItsBrowserAndNoOther() {
        HttpClient browser = browser();
        signIn(browser, "allan.hen@cardiff.gov.uk");
        JsonNode first = json(asProgram(WEB, "/oauth2/token", redemption(browser)));
        Held held = held(renewed(first.get("refresh_token").asString()));
        String logout = "/connect/logout?id_token_hint=" + first.get("id_token").asString();

        HttpClient other = browser();
        signIn(other, "allan.hen@cardiff.gov.uk");
        assertThat(get(other, logout, "Accept", "text/html").statusCode()).isEqualTo(400);
        assertThat(get(browser, logout.substring(0, logout.length() - 4) + "AAAA", "Accept", "text/html")
                        .statusCode())
                .as("with another signature")
                .isEqualTo(400);
        isTaken(held);

        assertThat(get(browser, logout, "Accept", "text/html").statusCode()).isEqualTo(302);
        isRefused(held);
        assertThat(isSignedIn(other)).isTrue();
    }

    @Test
    void whoSignsInAgainInABrowserHasOneSessionThere() {
        HttpClient browser = browser();
        Held first = signedIn(browser, "eto@cardiff.gov.uk");
        asked(browser, "eto@cardiff.gov.uk");
        pressed(browser, link("eto@cardiff.gov.uk"));
        Held second = again(browser);

        isRefused(first);
        isTaken(second);
        assertThat(json(get(OWN, "Authorization", bearer(second))).get("items")).hasSize(1);
    }

    @Test
    void membersSeeTheirSessionsAndEndOneOrAllOthers() {
        Held one = signedIn(browser(), "sawl@cardiff.gov.uk");
        Held two = signedIn(browser(), "sawl@cardiff.gov.uk");
        Held three = signedIn(browser(), "sawl@cardiff.gov.uk");

        JsonNode list = json(get(OWN, "Authorization", bearer(one))).get("items");
        assertThat(list.valueStream().map(each -> each.get("id").asString()))
                .containsExactlyInAnyOrder(session(one), session(two), session(three));
        assertThat(list.valueStream()
                        .filter(each -> each.get("current").asBoolean())
                        .map(each -> each.get("id").asString()))
                .containsExactly(session(one));
        JsonNode any = list.get(0);
        assertThat(Duration.between(
                        Instant.parse(any.get("begunAt").asString()),
                        Instant.parse(any.get("endsAt").asString())))
                .isEqualTo(Duration.ofHours(12));
        JsonNode page = json(get(OWN + "?limit=2", "Authorization", bearer(one)));
        assertThat(page.get("items")).hasSize(2);
        assertThat(json(get(OWN + "?after=" + page.get("next").asString(), "Authorization", bearer(one)))
                        .get("items"))
                .hasSize(1);

        assertThat(delete(OWN + "/" + session(two), bearer(one)).statusCode()).isEqualTo(204);
        isRefused(two);
        assertThat(delete(OWN + "/" + session(two), bearer(one)).statusCode()).isEqualTo(404);
        isTaken(three);
        assertThat(delete(OWN, bearer(one)).statusCode()).isEqualTo(204);
        isRefused(three);
        isTaken(one);
    }

    @Test
    void aFacilitatorEndsSomebodysSessionsAndNobodyElseDoes() {
        Held held = signedIn(browser(), "wedi.colli@cardiff.gov.uk");
        String all = "/api/v1/members/" + decoded(held.token()).getSubject() + "/sessions";
        assertThat(delete(all, TestTokens.member("m").bearer()).statusCode()).isEqualTo(403);
        isTaken(held);

        String facilitator = TestTokens.member("f").roles("facilitator").bearer();
        assertThat(delete("/api/v1/members/nobody/sessions", facilitator).statusCode())
                .isEqualTo(404);
        assertThat(delete(all, facilitator).statusCode()).isEqualTo(204);
        isRefused(held);
        isTaken(signedIn(browser(), "wedi.colli@cardiff.gov.uk"));
    }

    @Test
    void disablingSomebodyEndsTheirSessionsForGood() {
        HttpClient browser = browser();
        Held held = signedIn(browser, "analluog@cardiff.gov.uk");
        String disablement = "/api/v1/members/" + decoded(held.token()).getSubject() + "/disablement";
        String facilitator = TestTokens.member("f").roles("facilitator").bearer();
        assertThat(send("POST", disablement, Map.of(), "Authorization", facilitator)
                        .statusCode())
                .isEqualTo(200);
        isRefused(held);

        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(sessions.find(session(held))).isEmpty());
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(isSignedIn(browser)).isFalse());
        assertThat(delete(disablement, facilitator).statusCode()).isEqualTo(200);
        isRefused(held);
    }

    @Test
    void aSessionThatIsOverGivesNothingAndItsLastTokenEndsWithIt() {
        HttpClient browser = browser();
        Held held = signedIn(browser, "diwedd@cardiff.gov.uk");
        Instant end = Instant.now().plusSeconds(300);
        set(session(held), "ends", end);
        Jwt last = decoded(held(renewed(held.handle())).token());
        assertThat(last.getExpiresAt()).isBeforeOrEqualTo(end);

        set(session(held), "expires", Instant.now().minusSeconds(1));
        assertThat(renewed(held.handle()).statusCode()).isEqualTo(400);
        assertThat(isSignedIn(browser)).isFalse();
        // it is over here, and the token lives for as long as it was given
        assertThat(get(OWN, "Authorization", bearer(held)).statusCode()).isEqualTo(200);
    }

    private void set(String session, String field, Instant to) {
        Document change = new Document("$set", new Document(field, Date.from(to)));
        mongo.execute(Sessions.COLLECTION, c -> c.updateOne(new Document("_id", session), change));
    }

    @Test
    void whatSomebodyBeganToEndAndDidNotIsEndedAllTheSame() {
        HttpClient browser = browser();
        Held held = signedIn(browser, "hanner@cardiff.gov.uk");
        sessions.markEnding(session(held));
        assertThat(renewed(held.handle()).statusCode()).isEqualTo(400);
        set(session(held), "ending", Instant.now().minusSeconds(120));

        sessions.halfEnded().forEach(each -> access.end(List.of(each)));
        isRefused(held);
        assertThat(sessions.halfEnded()).isEmpty();
    }
}
