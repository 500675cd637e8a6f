package wales.rhannu.casestudy.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wales.rhannu.casestudy.Api;

/** Imports over HTTP, and what becomes of them. */
final class ImportApi {

    private static final String BOUNDARY = "a-boundary-that-is-nowhere-else";

    private final int port;
    private final Api api;

    ImportApi(int port) {
        this.port = port;
        this.api = new Api(port);
    }

    /** A facilitator's import, to its end. */
    JsonNode imported(String file, String mapping, boolean publish) {
        return done(request(file.getBytes(StandardCharsets.UTF_8), mapping, publish, Api.FACILITATOR, null));
    }

    HttpResponse<String> request(byte[] file, String mapping, boolean publish, String bearer, @Nullable String key) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part(body, "file", file);
        part(body, "mapping", mapping.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/case-study-imports?publish=" + publish))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .header("Authorization", bearer);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void part(ByteArrayOutputStream body, String name, byte[] content) {
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\""
                        + name + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    JsonNode done(HttpResponse<String> requested) {
        assertThat(requested.statusCode()).as(requested.body()).isEqualTo(202);
        return over(Api.path(requested.headers().firstValue("Location").orElseThrow()));
    }

    JsonNode over(String location) {
        return await().atMost(Duration.ofSeconds(300))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> api.get(location, Api.FACILITATOR).json(),
                        job -> !isUnderWay(job) && !isUnderWay(job.path("bulkAction")));
    }

    private static boolean isUnderWay(JsonNode what) {
        return Set.of("waiting", "running").contains(what.path("state").asString(""));
    }
}
