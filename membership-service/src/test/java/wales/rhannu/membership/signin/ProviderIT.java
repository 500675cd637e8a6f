package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;

/** What the provider offers beside tokens, and what it says of itself. */
class ProviderIT extends SignInSteps {

    private static final String SOMEBODY = "member@demo.rhannu.example";

    @Autowired
    private MongoTemplate mongo;

    @Test
    void userinfoTellsWhoSomebodyIs() {
        JsonNode tokens = tokens(browser());

        HttpResponse<String> answer = get("/userinfo", "Authorization", "Bearer " + access(tokens));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).get("sub").asString())
                .isEqualTo(decoded(access(tokens)).getSubject());
        assertThat(json(answer).get("name").asString()).isEqualTo("Mair Member");
    }

    @Test
    void userinfoRefusesWhatIsNoTokenOfAPerson() {
        HttpResponse<String> without = get("/userinfo");
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        HttpResponse<String> nonsense = get("/userinfo", "Authorization", "Bearer nonsense");
        assertThat(nonsense.statusCode()).isEqualTo(401);
        assertThat(nonsense.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
        Credentials program = program("Is nobody");
        String token = json(credentials(program.id(), program.secret()))
                .get("access_token")
                .asString();
        HttpResponse<String> noPerson = get("/userinfo", "Authorization", "Bearer " + token);
        assertThat(noPerson.statusCode()).isEqualTo(403);
        assertThat(json(noPerson).get("error").asString()).isEqualTo("insufficient_scope");
        for (HttpResponse<String> refused : List.of(without, nonsense, noPerson)) {
            assertThat(refused.body()).doesNotContain("java.", "Jwt", "Exception");
        }
    }

    @Test
    void aProgramAsksAboutATokenAndRevokesItsOwn() {
        Credentials program = program("Asks and revokes");
        String token = json(credentials(program.id(), program.secret()))
                .get("access_token")
                .asString();
        JsonNode about = json(asProgram(program, "/oauth2/introspect", Map.of("token", token)));
        assertThat(about.get("active").asBoolean()).isTrue();
        assertThat(about.get("roles").get(0).asString()).isEqualTo("partner");
        assertThat(about.get("aud").get(0).asString()).isEqualTo("rhannu");

        for (int again = 0; again < 2; again++) {
            HttpResponse<String> revoked = asProgram(program, "/oauth2/revoke", Map.of("token", token));
            assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
            assertThat(json(asProgram(program, "/oauth2/introspect", Map.of("token", token)))
                            .get("active")
                            .asBoolean())
                    .isFalse();
        }
    }

    @Test
    void whoDoesNotSayWhichClientItIsReadsThatAsJson() {
        for (String endpoint : List.of("/oauth2/token", "/oauth2/introspect", "/oauth2/revoke")) {
            HttpResponse<String> refused = postForm(
                    HttpClient.newHttpClient(),
                    endpoint,
                    Map.of("grant_type", "client_credentials", "token", "t"),
                    "Accept",
                    "text/html, */*");
            assertThat(refused.statusCode()).as(endpoint).isEqualTo(401);
            assertThat(json(refused).get("error").asString()).as(endpoint).isEqualTo("invalid_client");
            assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Basic realm=\"rhannu\"");
        }
        HttpResponse<String> wrong = credentials("nobody", "nothing");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(json(wrong).get("error").asString()).isEqualTo("invalid_client");
        assertThat(wrong.headers().firstValue("WWW-Authenticate")).hasValue("Basic realm=\"rhannu\"");
    }

    @Test
    void aProgramDoesNotRevokeAnothersToken() {
        Credentials owner = program("Owns a token");
        String token = json(credentials(owner.id(), owner.secret()))
                .get("access_token")
                .asString();
        Credentials other = program("Is another");

        HttpResponse<String> refused = asProgram(other, "/oauth2/revoke", Map.of("token", token));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).get("error").asString()).isEqualTo("invalid_client");
        assertThat(json(asProgram(owner, "/oauth2/introspect", Map.of("token", token)))
                        .get("active")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void whoShowsTheirIdTokenIsSignedOutInThatBrowserOnly() {
        HttpClient first = browser();
        HttpClient second = browser();
        String ofFirst = tokens(first).get("id_token").asString();
        String ofSecond = tokens(second).get("id_token").asString();

        HttpResponse<String> anothers = get(first, "/connect/logout?id_token_hint=" + ofSecond, "Accept", "text/html");
        assertThat(anothers.statusCode()).as("another browser's").isEqualTo(400);
        assertThat(anothers.body()).doesNotContain("java.", "Exception");
        assertThat(isSignedIn(first)).isTrue();

        HttpResponse<String> out = get(first, "/connect/logout?id_token_hint=" + ofFirst, "Accept", "text/html");
        assertThat(out.statusCode()).as(out.body()).isEqualTo(302);
        assertThat(isSignedIn(first)).isFalse();
        assertThat(isSignedIn(second)).isTrue();

        HttpResponse<String> nonsense = get(second, "/connect/logout?id_token_hint=nonsense", "Accept", "text/html");
        assertThat(nonsense.statusCode()).isEqualTo(400);
        assertThat(isSignedIn(second)).isTrue();
    }

    private boolean isSignedIn(HttpClient browser) {
        return authorize(browser).headers().firstValue("Location").orElse("").startsWith(REDIRECT);
    }

    @Test
    void noTextOfACodeOrTokenIsInTheDatabase() {
        HttpClient browser = browser();
        signIn(browser, SOMEBODY);
        String waiting = code(browser);
        String redeemed = code(browser);
        JsonNode tokens = json(exchange(browser, redeemed));
        Credentials program = program("Has a secret");
        String ofProgram = json(credentials(program.id(), program.secret()))
                .get("access_token")
                .asString();
        List<String> secrets = List.of(
                waiting, redeemed, access(tokens), tokens.get("id_token").asString(), ofProgram, program.secret());

        List<String> texts = new ArrayList<>();
        for (String collection : mongo.getCollectionNames()) {
            mongo.execute(collection, c -> {
                c.find().forEach(document -> document.values().forEach(value -> texts.add(text(value))));
                return true;
            });
        }
        assertThat(texts).hasSizeGreaterThan(50);
        for (String secret : secrets) {
            // the texts themselves do not belong into a log
            assertThat(texts.stream().filter(text -> text.contains(secret)).count())
                    .isZero();
        }
    }

    private static String text(Object value) {
        return value instanceof Binary bytes
                ? new String(bytes.getData(), StandardCharsets.ISO_8859_1)
                : new Document("value", value).toJson();
    }

    @Test
    void discoveryListsWhatWorksAndNothingElse() {
        JsonNode provider = json(get("/.well-known/openid-configuration"));
        assertThat(provider.propertyNames())
                .containsExactlyInAnyOrder(
                        "issuer",
                        "authorization_endpoint",
                        "token_endpoint",
                        "jwks_uri",
                        "userinfo_endpoint",
                        "end_session_endpoint",
                        "introspection_endpoint",
                        "revocation_endpoint",
                        "grant_types_supported",
                        "response_types_supported",
                        "scopes_supported",
                        "subject_types_supported",
                        "id_token_signing_alg_values_supported",
                        "code_challenge_methods_supported",
                        "token_endpoint_auth_methods_supported",
                        "introspection_endpoint_auth_methods_supported",
                        "revocation_endpoint_auth_methods_supported");
        assertThat(texts(provider, "grant_types_supported"))
                .containsExactlyInAnyOrder("authorization_code", "refresh_token", "client_credentials");
        assertThat(texts(provider, "scopes_supported")).containsExactlyInAnyOrder("openid", "profile");
        assertThat(texts(provider, "token_endpoint_auth_methods_supported"))
                .containsExactlyInAnyOrder("none", "client_secret_basic", "client_secret_post");
        for (String programs : List.of("introspection", "revocation")) {
            assertThat(texts(provider, programs + "_endpoint_auth_methods_supported"))
                    .containsExactlyInAnyOrder("client_secret_basic", "client_secret_post");
        }
        JsonNode server = json(get("/.well-known/oauth-authorization-server"));
        assertThat(provider.propertyNames()).containsAll(server.propertyNames());
        for (String name : server.propertyNames()) {
            assertThat(server.get(name)).as(name).isEqualTo(provider.get(name));
        }
    }

    private static List<String> texts(JsonNode node, String name) {
        return node.get(name).valueStream().map(JsonNode::asString).toList();
    }

    private JsonNode tokens(HttpClient browser) {
        signIn(browser, SOMEBODY);
        return json(exchange(browser, code(browser)));
    }

    private static String access(JsonNode tokens) {
        return tokens.get("access_token").asString();
    }
}
