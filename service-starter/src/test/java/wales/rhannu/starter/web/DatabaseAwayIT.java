package wales.rhannu.starter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import wales.rhannu.engines.EmbeddedMongo;
import wales.rhannu.engines.FreePorts;

/** What a service answers while its database is away. */
class DatabaseAwayIT extends NotesOverHttp {

    private ConfigurableApplicationContext alone;

    @BeforeEach
    void takeItAway(@TempDir Path folder) {
        int port = FreePorts.next();
        try (EmbeddedMongo mongo = EmbeddedMongo.start(folder.resolve("mongodb.mv"), port)) {
            alone = service(
                    "http://127.0.0.1:" + provider.getAddress().getPort() + "/jwks",
                    "mongodb://127.0.0.1:" + port + "/notes?serverSelectionTimeoutMS=2000&connectTimeoutMS=2000");
        }
    }

    @AfterEach
    void end() {
        alone.close();
    }

    @Test
    void aWriteIsToldToTryAgain() throws Exception {
        HttpResponse<String> answer =
                send(request(alone, "/api/v1/notes").POST(BodyPublishers.ofString("{\"text\":\"a\"}")));

        assertThat(assertProblem(answer, 503).get("type").stringValue()).endsWith("/database-away");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void tokensAreStillChecked() throws Exception {
        assertThat(send(request(alone, "/api/v1/notes").GET()).statusCode()).isEqualTo(200);
        assertProblem(
                send(request(alone, "/api/v1/notes")
                        .setHeader("Authorization", "Bearer rubbish")
                        .GET()),
                401);
    }

    @Test
    void whatAFilterNeedsItForIsToldToTryAgainToo() throws Exception {
        HttpResponse<String> answer = send(request("/api/v1/notes/through-a-filter"));

        assertThat(assertProblem(answer, 503).get("type").stringValue()).endsWith("/database-away");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
}
