package wales.rhannu.starter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.PlainJWT;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Who is asked for a token, and which are refused. */
class TokensIT extends NotesOverHttp {

    @Test
    void areAskedFor() throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(SERVICE) + "/api/v1/notes"))
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertProblem(answer, 401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void forAnotherAudienceAreRefused() throws Exception {
        refused(token(claims().audience("others").build()));
    }

    @Test
    void ofAnotherIssuerAreRefused() throws Exception {
        refused(token(claims().issuer("http://other.test").build()));
    }

    @Test
    void thatAreOverAreRefused() throws Exception {
        refused(token(claims().expirationTime(Date.from(Instant.now().minusSeconds(600)))
                .build()));
    }

    @Test
    void withoutAnEndAreRefused() throws Exception {
        refused(token(claims().expirationTime(null).build()));
    }

    @Test
    void cannotBeCheckedWithoutAnyKeys() throws Exception {
        try (ConfigurableApplicationContext alone = service("http://127.0.0.1:1/jwks")) {
            HttpResponse<String> answer =
                    send(request(alone, "/api/v1/notes").POST(BodyPublishers.ofString("{\"text\":\"a\"}")));
            assertThat(assertProblem(answer, 503).get("type").stringValue()).endsWith("/keys-away");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void areAskedForAlsoWhereAServiceHasPagesOfItsOwn() throws Exception {
        try (ConfigurableApplicationContext other = service("http://127.0.0.1:1/jwks", PagesOfItsOwn.class)) {
            HttpRequest.Builder open =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(other) + "/api/v1/notes"));
            assertProblem(send(open.POST(BodyPublishers.ofString("{\"text\":\"a\"}"))), 401);
        }
    }

    @Test
    void withoutASignatureAreRefused() throws Exception {
        refused(new PlainJWT(claims().build()).serialize());
    }

    @Test
    void thatAreNoneAreRefused() throws Exception {
        refused("rubbish");
    }

    private void refused(String token) throws Exception {
        assertProblem(
                send(request("/api/v1/notes")
                        .setHeader("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString("{\"text\":\"a\"}"))),
                401);
    }

    @Test
    void withoutTheRoleAreNotEnough() throws Exception {
        assertProblem(send(request("/api/v1/notes/operators-only").POST(BodyPublishers.noBody())), 403);
    }

    @Test
    void aServiceThatStartsWhileTheProviderIsDownStillChecksTokens() throws Exception {
        assertThat(post("{\"text\":\"a\"}").statusCode()).isEqualTo(201);
        // they are kept in the background
        await().atMost(Duration.ofSeconds(60))
                .until(() -> SERVICE.getBean(MongoTemplate.class)
                                .getCollection("kept_keys")
                                .countDocuments()
                        > 0);
        providerIsDown = true;
        try (ConfigurableApplicationContext second =
                service("http://127.0.0.1:" + provider.getAddress().getPort() + "/jwks")) {
            assertThat(send(request(second, "/api/v1/notes").POST(BodyPublishers.ofString("{\"text\":\"b\"}")))
                            .statusCode())
                    .isEqualTo(201);
        } finally {
            providerIsDown = false;
        }
    }
}
