package wales.rhannu.starter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What operators ask a service. */
class OperatorsIT extends NotesOverHttp {

    private static HttpResponse<String> operator(String path) throws Exception {
        return send(request(SERVICE, "/api/v1/operations/notes" + path)
                .setHeader(
                        "Authorization",
                        "Bearer "
                                + token(claims().claim("roles", List.of("operator"))
                                        .build())));
    }

    @Test
    void whatNeedsTheBrokerIsToldToTryAgainWhileThatIsAway() throws Exception {
        assertThat(assertProblem(operator("/dead-letters"), 503).get("type").stringValue())
                .endsWith("/broker-away");
    }

    @Test
    void operatorsSeeHowAServiceIsDoingAlsoWhileTheBrokerIsAway() throws Exception {
        post("{\"text\":\"waits for the broker\"}");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode status = JSON.readTree(operator("/status").body());
            assertThat(status.at("/service").stringValue()).isEqualTo("notes");
            assertThat(Instant.parse(status.at("/startedAt").stringValue())).isBefore(Instant.now());
            assertThat(status.at("/outbox/pending").longValue(0)).isPositive();
            assertThat(status.at("/outbox/oldestAgeSeconds").doubleValue(0)).isPositive();
            assertThat(status.at("/consumers/0/topic").stringValue()).isEqualTo("membership.members.internal");
            assertThat(status.at("/consumers/0/lag").isMissingNode()).isTrue();
            assertThat(status.at("/deadLetters/unresolved").isMissingNode()).isTrue();
        });
    }

    @Test
    void operatorsSeeTheJobsOfAllFeaturesPageByPage() throws Exception {
        JsonNode first = JSON.readTree(operator("/jobs?limit=1").body());
        assertThat(first.at("/items/0/id").stringValue()).isEqualTo("a");
        assertThat(first.at("/items/0/startedAt").isMissingNode()).isTrue();
        JsonNode second = JSON.readTree(
                operator("/jobs?limit=1&after=" + first.at("/next").stringValue())
                        .body());
        assertThat(second.at("/items/0/name").stringValue()).isEqualTo("A long book");
        assertThat(second.at("/items/0/done").intValue()).isEqualTo(12);
        assertThat(second.at("/next").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status", "/jobs", "/dead-letters"})
    void nobodyElseSeesThat(String path) throws Exception {
        assertProblem(send(request("/api/v1/operations/notes" + path)), 403);
        assertThat(CLIENT.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(SERVICE)
                                                + "/api/v1/operations/notes" + path))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
    }
}
