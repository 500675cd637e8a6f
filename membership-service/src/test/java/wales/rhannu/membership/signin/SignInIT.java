package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.oauth2.jwt.Jwt;
import wales.rhannu.membership.member.Mailbox;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.membership.organisation.Organisation;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

/** The ways to a token: people by an e-mailed link and PKCE, programs by client credentials. */
class SignInIT extends SignInSteps {

    @Autowired
    private Members members;

    @Autowired
    private MongoTemplate mongo;

    @Test
    void aDemoPersonGetsATokenByLinkAndCode() {
        Jwt token = decoded(signIn(browser(), "facilitator@demo.rhannu.example"));

        assertThat(token.getAudience()).containsExactly("rhannu");
        assertThat(token.getClaimAsStringList("roles")).containsExactlyInAnyOrder("facilitator", "member");
        assertThat(token.getClaimAsString("org")).isEqualTo(Organisation.idOf("W06000015"));
        assertThat(members.get(String.valueOf(token.getSubject())).email())
                .isEqualTo("facilitator@demo.rhannu.example");
    }

    @Test
    void thePlatformsOwnPagesGetACodeAtThePlatformsAddressAndNowhereElse() {
        String address =
                json(get("/.well-known/openid-configuration")).get("issuer").asString();
        HttpClient browser = browser();
        signIn(browser, "member@demo.rhannu.example");

        HttpResponse<String> back = get(browser, web(address + "/session/callback"), "Accept", "text/html");
        assertThat(back.statusCode()).isEqualTo(302);
        assertThat(back.headers().firstValue("Location").orElse(""))
                .startsWith(address + "/session/callback?code=")
                .contains("state=s");
        for (String other : List.of("http://evil.example/session/callback", address + "/elsewhere", REDIRECT)) {
            HttpResponse<String> refused = get(browser, web(other), "Accept", "text/html");
            assertThat(refused.statusCode()).as(other).isEqualTo(400);
            assertThat(refused.headers().firstValue("Location")).as(other).isEmpty();
        }
    }

    private static String web(String redirect) {
        return "/oauth2/authorize?response_type=code&client_id=rhannu-web&scope=openid&state=s&redirect_uri="
                + encoded(redirect) + "&code_challenge_method=S256&code_challenge=" + challenge();
    }

    @Test
    void aNewPersonAtADomainOfOneOrganisationBelongsToIt() {
        Jwt token = decoded(signIn(browser(), "Newydd.One@Cardiff.gov.uk"));

        assertThat(token.getClaimAsString("org")).isEqualTo(Organisation.idOf("W06000015"));
        assertThat(token.getClaimAsStringList("roles")).containsExactly("member");
        TestTopics.awaitEvent(
                "membership.members.internal",
                "wales.rhannu.membership.member-joined.v1",
                String.valueOf(token.getSubject()));
        awaitMail("newydd.one@cardiff.gov.uk", "Croeso i Rhannu");
    }

    @Test
    void aFirstFacilitatorFromTheConfigurationMayJoinWhateverTheDomain() {
        assertThat(decoded(signIn(browser(), "first@cdps.example")).getClaimAsStringList("roles"))
                .contains("facilitator");
    }

    @Test
    void somebodyWhoseDomainSeveralShareChoosesAmongThem() {
        HttpClient browser = browser();
        HttpResponse<String> choosing = followedTo(browser, afterLink(browser, "nyrs@wales.nhs.uk"));

        assertThat(choosing.uri().getPath()).isEqualTo("/sign-in/organisation");
        Matcher choice = Pattern.compile("value=\"([0-9a-f-]{36})\"").matcher(choosing.body());
        assertThat(choice.find()).isTrue();
        HttpResponse<String> wrong = postForm(
                browser,
                "/sign-in/organisation",
                Map.of("_csrf", field(choosing.body(), "_csrf"), "organisation", Organisation.idOf("W06000015")));
        assertThat(wrong.statusCode()).isEqualTo(422);
        HttpResponse<String> chosen = postForm(
                browser,
                "/sign-in/organisation",
                Map.of("_csrf", field(choosing.body(), "_csrf"), "organisation", choice.group(1)));
        Jwt token = decoded(exchanged(browser, codeAfter(browser, chosen)));
        assertThat(token.getClaimAsString("org")).isEqualTo(choice.group(1));
    }

    @Test
    void anUnknownAddressGetsTheSameAnswerAndNoMail() {
        HttpClient browser = browser();
        HttpResponse<String> known = asked(browser(), "member@demo.rhannu.example");
        HttpResponse<String> unknown = asked(browser, "somebody@elsewhere.example");

        assertThat(unknown.statusCode()).isEqualTo(known.statusCode()).isEqualTo(302);
        assertThat(unknown.headers().firstValue("Location"))
                .isEqualTo(known.headers().firstValue("Location"));
        link("member@demo.rhannu.example");
        assertThat(mailsTo("somebody@elsewhere.example")).isEmpty();
    }

    @Test
    void whatIsNoAddressIsToldSo() {
        HttpResponse<String> answer = asked(browser(), "nonsense");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("name@council.gov.uk");
    }

    @Test
    void openingTheLinkSignsNobodyInAndAnotherBrowserCannotUseIt() {
        HttpClient browser = browser();
        asked(browser, "organiser@demo.rhannu.example");
        String link = link("organiser@demo.rhannu.example");

        HttpClient other = browser();
        HttpResponse<String> opened = get(other, local(link), "Accept", "text/html");
        assertThat(opened.body()).doesNotContain("<input type=\"hidden\" name=\"token\"");
        HttpResponse<String> start = get(other, "/sign-in", "Accept", "text/html");
        HttpResponse<String> forced =
                postForm(other, "/sign-in/link", Map.of("_csrf", field(start.body(), "_csrf"), "token", tokenOf(link)));
        assertThat(forced.headers().firstValue("Location").orElse("")).contains("problem=link");

        HttpResponse<String> right = pressed(browser, link);
        assertThat(right.headers().firstValue("Location").orElse("")).doesNotContain("problem");
        HttpResponse<String> again = pressed(browser, link);
        assertThat(again.headers().firstValue("Location").orElse("")).contains("problem=link");
    }

    @Test
    void aDisabledMemberGetsNoToken() {
        String email = "gone@swansea.gov.uk";
        HttpClient browser = browser();
        signIn(browser, email);
        String code = code(browser);
        Member member = members.withEmail(email).orElseThrow();
        String facilitator = TestTokens.member("f").roles("facilitator").bearer();
        assertThat(send(
                                "POST",
                                "/api/v1/members/" + member.id() + "/disablement",
                                Map.of(),
                                "Authorization",
                                facilitator)
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> refused = exchange(browser, code);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid_grant");
    }

    @Test
    void anErasedMemberLeavesNoSessionAndNoAuthorization() {
        String email = "erased@wrexham.gov.uk";
        HttpClient browser = browser();
        String id = String.valueOf(decoded(signIn(browser, email)).getSubject());
        asked(browser, email);
        mailed(email);
        entered(browser, "000000");

        assertThat(send(
                                "DELETE",
                                "/api/v1/members/me",
                                Map.of(),
                                "Authorization",
                                TestTokens.member(id).roles("member").bearer())
                        .statusCode())
                .isEqualTo(204);

        TestTopics.awaitTombstone("membership.members.internal", id);
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            for (String collection : List.of(
                    "authorizations",
                    "sessions",
                    "member_sessions",
                    "members",
                    "mailboxes",
                    SignInLinks.COLLECTION,
                    SignInCounters.COLLECTION,
                    KnownBrowsers.COLLECTION)) {
                List<String> documents = mongo.execute(
                        collection,
                        c -> c.find().map(org.bson.Document::toJson).into(new java.util.ArrayList<String>()));
                assertThat(documents)
                        .noneMatch(document -> document.contains(email)
                                || document.contains(Mailbox.of(email).key()));
                if (!collection.equals("members")) {
                    assertThat(documents).noneMatch(document -> document.contains(id));
                }
            }
        });
        assertThat(members.mayJoin(email)).as("may come back, as somebody new").isTrue();
    }

    @Test
    void nobodyIsSignedOutByALink() {
        HttpResponse<String> answer = get("/logout", "Accept", "text/html", "Accept-Language", "cy");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(answer).get("detail").asString()).startsWith("Mae pennawd Allow yn dweud");
    }

    @Test
    void aProgramGetsATokenByItsCredentialsOnly() {
        String facilitator = TestTokens.member("f").roles("facilitator").bearer();
        HttpResponse<String> registered = register("Bwrdd Iechyd feed");
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        String id = json(registered).get("clientId").asString();
        String secret = json(registered).get("clientSecret").asString();

        HttpResponse<String> token = credentials(id, secret);
        assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
        Jwt jwt = decoded(json(token).get("access_token").asString());
        assertThat(jwt.getSubject()).isEqualTo(id);
        assertThat(jwt.getClaimAsStringList("roles")).containsExactly("partner");
        assertThat(jwt.getClaimAsString("org")).isEqualTo(Organisation.idOf("W06000015"));

        assertThat(credentials(id, "wrong").statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/clients/" + id, "Authorization", facilitator).body())
                .doesNotContain(secret);
    }

    @Test
    void theProviderDescribesItselfUnderTheGatewaysAddress() {
        HttpResponse<String> metadata = get("/.well-known/openid-configuration");
        assertThat(json(metadata).get("authorization_endpoint").asString())
                .isEqualTo(json(metadata).get("issuer").asString() + "/oauth2/authorize");
        assertThat(get("/oauth2/jwks").body()).contains("\"n\"").doesNotContain("\"d\"");
    }

    @Test
    void pagesAreInTheLanguageAskedFor() {
        HttpClient browser = browser();
        assertThat(get(browser, "/sign-in", "Accept-Language", "cy").body())
                .contains("lang=\"cy\"")
                .contains("Eich cyfeiriad e-bost gwaith");
        assertThat(get(browser, "/sign-in?lang=en", "Accept-Language", "cy").body())
                .contains("Your work e-mail address");
        assertThat(get(browser, "/sign-in").body()).contains("Your work e-mail address");
    }
}
