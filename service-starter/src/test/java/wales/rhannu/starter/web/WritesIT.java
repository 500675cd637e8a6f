package wales.rhannu.starter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Writes are done once, and on the version that is meant. */
class WritesIT extends NotesOverHttp {

    @Test
    void withAKeyAreDoneOnce() throws Exception {
        HttpRequest.Builder request = request("/api/v1/notes")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString("{\"text\":\"once\"}"));
        HttpResponse<String> first = send(request);
        HttpResponse<String> second = send(request);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertProblem(send(request.POST(BodyPublishers.ofString("{\"text\":\"other\"}"))), 422);
    }

    @Test
    void ofUploadsAreToldApartByWhatIsUploaded() throws Exception {
        UUID idempotencyKey = UUID.randomUUID();
        String first = upload("one", idempotencyKey).body();

        assertThat(upload("one", idempotencyKey).body()).isEqualTo(first);
        assertThat(upload("two", idempotencyKey).body()).isNotEqualTo(first);
    }

    @Test
    void ofAChangeMayNameSeveralVersions() throws Exception {
        String path =
                post("{\"text\":\"first\"}").headers().firstValue("Location").orElseThrow();
        HttpRequest.BodyPublisher patch = BodyPublishers.ofString("{\"text\":\"second\"}");

        for (String none : List.of("\"7\", \"8\"", "W/\"1\", \"7\"", "\"1,2\"", "\"x\",W/\"1\"")) {
            assertProblem(send(request(path).header("If-Match", none).method("PATCH", patch)), 412);
        }
        for (String broken : List.of("\"1\" \"2\"", "1, \"1\"", "\"1\", 2", "\"1", "*, \"1\"", "")) {
            assertProblem(send(request(path).header("If-Match", broken).method("PATCH", patch)), 400);
        }
        assertThat(send(request(path)
                                .header("If-Match", "\"7\", W/\"8\"")
                                .header("If-Match", "\"a,b\" ,, \"1\"")
                                .method("PATCH", patch))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void ofAChangeTakeTheVersion() throws Exception {
        HttpResponse<String> made = post("{\"text\":\"first\"}");
        String path = made.headers().firstValue("Location").orElseThrow();
        String etag = made.headers().firstValue("ETag").orElseThrow();
        HttpRequest.BodyPublisher patch = BodyPublishers.ofString("{\"text\":\"second\"}");

        assertProblem(send(request(path).method("PATCH", patch)), 428);
        assertThat(send(request(path).header("If-Match", etag).method("PATCH", patch))
                        .body())
                .contains("second");
        assertProblem(send(request(path).header("If-Match", etag).method("PATCH", patch)), 412);
        assertProblem(send(request(path).header("If-Match", "W/" + etag).method("PATCH", patch)), 412);
        assertProblem(send(request(path).header("If-Match", "2").method("PATCH", patch)), 400);
        assertProblem(
                send(request(path)
                        .setHeader("Content-Type", "text/plain")
                        .header("If-Match", etag)
                        .method("PATCH", patch)),
                415);
        assertThat(send(request(path).header("If-None-Match", "\"2\"").GET()).statusCode())
                .isEqualTo(304);
    }
}
