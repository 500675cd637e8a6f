package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMailUtil;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import wales.rhannu.membership.Membership;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.membership.organisation.Organisation;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

/** The ways to a token: people by an e-mailed link and PKCE, programs by client credentials. */
class SignInIT extends Membership {

    private static final String VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789";
    private static final String REDIRECT = "http://127.0.0.1:8765/callback";
    private static final Pattern LINK = Pattern.compile("https?://\\S+/sign-in/link\\?token=[\\w-]+");
    private static final Set<String> TAKEN = new HashSet<>();

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

        String code = codeAfter(browser, authorize(browser));
        HttpResponse<String> refused = exchange(browser, code);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid_grant");
    }

    @Test
    void anErasedMemberLeavesNoSessionAndNoAuthorization() {
        String email = "erased@wrexham.gov.uk";
        HttpClient browser = browser();
        String id = String.valueOf(decoded(signIn(browser, email)).getSubject());

        assertThat(send(
                                "DELETE",
                                "/api/v1/members/me",
                                Map.of(),
                                "Authorization",
                                TestTokens.member(id).roles("member").bearer())
                        .statusCode())
                .isEqualTo(204);

        TestTopics.awaitTombstone("membership.members.internal", id);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            for (String collection : List.of("authorizations", "sessions", "members", "sign_in_links")) {
                List<String> documents = mongo.execute(
                        collection,
                        c -> c.find().map(org.bson.Document::toJson).into(new java.util.ArrayList<String>()));
                assertThat(documents).noneMatch(document -> document.contains(email));
                if (!collection.equals("members")) {
                    assertThat(documents).noneMatch(document -> document.contains(id));
                }
            }
        });
        assertThat(members.mayJoin(email)).as("may come back, as somebody new").isTrue();
    }

    @Test
    void aProgramGetsATokenByItsCredentialsOnly() {
        String facilitator = TestTokens.member("f").roles("facilitator").bearer();
        HttpResponse<String> registered = send(
                "POST",
                "/api/v1/clients",
                Map.of("name", "Bwrdd Iechyd feed", "organisation", Organisation.idOf("W06000015")),
                "Authorization",
                facilitator);
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

    private HttpResponse<String> credentials(String id, String secret) {
        String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return postForm(
                HttpClient.newHttpClient(),
                "/oauth2/token",
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                "Basic " + basic);
    }

    private String signIn(HttpClient browser, String email) {
        return exchanged(browser, codeAfter(browser, afterLink(browser, email)));
    }

    private HttpResponse<String> authorize(HttpClient browser) {
        return get(
                browser,
                "/oauth2/authorize?response_type=code&client_id=rhannu-cli&scope=openid+profile&state=s&redirect_uri="
                        + encoded(REDIRECT) + "&code_challenge_method=S256&code_challenge=" + challenge(),
                "Accept",
                "text/html");
    }

    private HttpResponse<String> afterLink(HttpClient browser, String email) {
        HttpResponse<String> start = authorize(browser);
        assertThat(start.headers().firstValue("Location").orElse("")).endsWith("/sign-in");
        assertThat(asked(browser, email).statusCode()).isEqualTo(302);
        return pressed(browser, link(email.toLowerCase(java.util.Locale.ROOT)));
    }

    private HttpResponse<String> asked(HttpClient browser, String email) {
        HttpResponse<String> page = get(browser, "/sign-in", "Accept", "text/html");
        return postForm(browser, "/sign-in", Map.of("_csrf", field(page.body(), "_csrf"), "email", email));
    }

    private HttpResponse<String> pressed(HttpClient browser, String link) {
        HttpResponse<String> page = get(browser, local(link), "Accept", "text/html");
        return postForm(browser, "/sign-in/link", Map.of("_csrf", field(page.body(), "_csrf"), "token", tokenOf(link)));
    }

    private static String local(String link) {
        return link.substring(link.indexOf("/sign-in"));
    }

    private static String tokenOf(String link) {
        return link.substring(link.indexOf("token=") + 6);
    }

    /** The one that was asked for last: whoever asks takes theirs, so that nobody takes an earlier one. */
    private String link(String email) {
        String link = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> mailsTo(email).stream()
                                .flatMap(text -> LINK.matcher(text).results())
                                .map(MatchResult::group)
                                .filter(each -> !TAKEN.contains(each))
                                .findFirst()
                                .orElse(""),
                        each -> !each.isEmpty());
        TAKEN.add(link);
        return link;
    }

    private static String awaitMail(String to, String containing) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> mailsTo(to).stream()
                                .filter(text -> text.contains(containing))
                                .reduce("", (earlier, later) -> later),
                        text -> !text.isEmpty());
    }

    private static List<String> mailsTo(String to) {
        return Arrays.stream(MAILBOX.getReceivedMessages())
                .filter(message ->
                        GreenMailUtil.getAddressList(recipients(message)).equals(to))
                .map(message -> subject(message) + "\n" + text(message))
                .toList();
    }

    private static jakarta.mail.Address[] recipients(MimeMessage message) {
        try {
            return message.getAllRecipients();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String subject(MimeMessage message) {
        try {
            return message.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(MimeMessage message) {
        try {
            return String.valueOf(message.getContent());
        } catch (jakarta.mail.MessagingException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> followedTo(HttpClient browser, HttpResponse<String> response) {
        HttpResponse<String> last = response;
        while (last.statusCode() == 302
                && !last.headers().firstValue("Location").orElse("").startsWith(REDIRECT)) {
            URI next = last.uri().resolve(last.headers().firstValue("Location").orElseThrow());
            last = get(browser, next.toString(), "Accept", "text/html");
        }
        return last;
    }

    private String codeAfter(HttpClient browser, HttpResponse<String> response) {
        String end =
                followedTo(browser, response).headers().firstValue("Location").orElse("");
        Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(end);
        assertThat(code.find()).as(end).isTrue();
        return code.group(1);
    }

    private HttpResponse<String> exchange(HttpClient browser, String code) {
        return postForm(
                browser,
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "rhannu-cli",
                        "redirect_uri",
                        REDIRECT,
                        "code",
                        java.net.URLDecoder.decode(code, StandardCharsets.UTF_8),
                        "code_verifier",
                        VERIFIER));
    }

    private String exchanged(HttpClient browser, String code) {
        HttpResponse<String> token = exchange(browser, code);
        assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
        return json(token).get("access_token").asString();
    }

    private Jwt decoded(String token) {
        return NimbusJwtDecoder.withJwkSetUri(uri("/oauth2/jwks").toString())
                .build()
                .decode(token);
    }

    private static String field(String html, String name) {
        Matcher input =
                Pattern.compile("name=\"" + name + "\"\\s+value=\"([^\"]*)\"").matcher(html);
        assertThat(input.find()).as(html).isTrue();
        return input.group(1);
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
