package wales.rhannu.starter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a service answers to whoever reads, and in which language. */
class ReadsIT extends NotesOverHttp {

    @Test
    void whatIsOpenToGetIsOpenToHead() throws Exception {
        String path = post("{\"text\":\"a\"}").headers().firstValue("Location").orElseThrow();
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(SERVICE) + path))
                        .method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).isPresent();
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void whoeverAsksForTooMuchIsToldWhenToTryAgain() throws Exception {
        HttpResponse<String> answer =
                send(request(SERVICE, "/api/v1/notes/one-too-many").POST(BodyPublishers.noBody()));

        assertThat(assertProblem(answer, 429).get("title").stringValue()).isEqualTo("Too many changes at once");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
    }

    @Test
    void titlesAreInTheLanguageAskedFor() throws Exception {
        JsonNode problem = assertProblem(
                send(request("/api/v1/notes/none")
                        .header("Accept-Language", "cy-GB, en;q=0.5")
                        .GET()),
                404);
        assertThat(problem.get("title").stringValue()).isEqualTo("Heb ei ganfod");
    }

    @Test
    void theApisDescriptionSaysWhereThePlatformIsWhateverIsSaidOfIt() throws Exception {
        HttpResponse<String> answer = send(request("/api/v1/openapi/notes")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Port", "443")
                .header("X-Forwarded-For", "203.0.113.7"));

        assertThat(JSON.readTree(answer.body()).at("/servers/0/url").stringValue())
                .isEqualTo(ISSUER);
    }

    @Test
    void limitsOfPagesAreClamped() throws Exception {
        assertThat(send(request("/api/v1/notes?limit=1000").GET()).body()).contains("100/null");
        assertThat(send(request("/api/v1/notes?after=" + Paging.cursor("the last"))
                                .GET())
                        .body())
                .contains("20/the last");
    }
}
