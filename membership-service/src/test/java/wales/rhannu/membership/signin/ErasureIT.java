package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.mongodb.spring.session.MongoIndexedSessionRepository;
import org.mongodb.spring.session.MongoSession;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import wales.rhannu.membership.organisation.Organisation;
import wales.rhannu.starter.erasure.MemberErasure;
import wales.rhannu.starter.test.TestTokens;

/** Of whoever left nothing is here, also where a request of theirs was under way when they left. */
class ErasureIT extends SignInSteps {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Autowired
    private MongoTemplate mongo;

    @Autowired
    private MongoIndexedSessionRepository sessions;

    @Autowired
    private Authorizations authorizations;

    @Autowired
    private RegisteredClients clients;

    @Autowired
    private List<MemberErasure> erasures;

    @Test
    void whatRequestsWriteThatWereUnderWayGoesWithTheSecondLook() {
        HttpClient browser = browser();
        String token = signIn(browser, "leaver." + UUID.randomUUID().toString().substring(0, 8) + "@cardiff.gov.uk");
        String member = Objects.requireNonNull(decoded(token).getSubject());
        // as a request of the same browser has read it, which writes it when it ends
        MongoSession underWay =
                sessions.findByPrincipalName(member).values().iterator().next();
        OAuth2Authorization code = withCode(member);
        assertThat(naming(member)).isNotEmpty();

        assertThat(send(
                                "DELETE",
                                "/api/v1/members/me",
                                Map.of(),
                                "Authorization",
                                TestTokens.member(member).bearer())
                        .statusCode())
                .isEqualTo(204);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(naming(member)).isEmpty());
        assertThat(mongo.findById(member, Document.class, "erasures"))
                .as("that it is looked again")
                .isNotNull();

        underWay.setAttribute("seen", "yes");
        sessions.save(underWay);
        authorizations.save(code);
        mongo.getCollection("mails")
                .insertOne(new Document("_id", UUID.randomUUID().toString())
                        .append("member", member)
                        .append("due", Date.from(Instant.now().plus(Duration.ofDays(1)))));
        assertThat(naming(member))
                .as("a browser's session that was removed stays so; the rest is there")
                .containsExactlyInAnyOrder("authorizations", "mails");

        erasures.forEach(each -> each.erase(member));
        assertThat(naming(member)).isEmpty();
    }

    private OAuth2Authorization withCode(String member) {
        Instant now = Instant.now();
        return OAuth2Authorization.withRegisteredClient(Objects.requireNonNull(clients.findById("rhannu-cli")))
                .principalName(member)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(Set.of("openid"))
                .attribute(
                        Principal.class.getName(),
                        UsernamePasswordAuthenticationToken.authenticated(
                                new User(member, "", List.of()), null, List.of()))
                .token(new OAuth2AuthorizationCode("code-" + UUID.randomUUID(), now, now.plusSeconds(300)))
                .build();
    }

    /** The collections that have something of a member; the ids of what happened to them are kept for some days. */
    private List<String> naming(String member) {
        return mongo.getCollectionNames().stream()
                .filter(collection -> !collection.equals("members"))
                .filter(collection -> mongo.findAll(Document.class, collection).stream()
                        .anyMatch(document -> withoutId(document).contains(member)))
                .toList();
    }

    private static String withoutId(Document document) {
        document.remove("_id");
        return document.toJson();
    }

    @Test
    void programsOfAFacilitatorWhoLeftGoOnWithoutTheirName() {
        String facilitator = UUID.randomUUID().toString();
        HttpResponse<String> registered = send(
                "POST",
                "/api/v1/clients",
                Map.of("name", "Goes on", "organisation", Organisation.idOf("W06000015")),
                "Authorization",
                TestTokens.member(facilitator).roles("facilitator").bearer());
        Credentials program = new Credentials(
                json(registered).get("clientId").asString(),
                json(registered).get("clientSecret").asString());
        assertThat(naming(facilitator)).containsExactly("programs");

        erasures.forEach(each -> each.erase(facilitator));
        assertThat(naming(facilitator)).isEmpty();
        assertThat(credentials(program.id(), program.secret()).statusCode()).isEqualTo(200);
        HttpResponse<String> read = get(
                "/api/v1/clients/" + program.id(),
                "Authorization",
                TestTokens.member("f").roles("facilitator").bearer());
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(json(read).has("createdBy")).isFalse();
    }
}
