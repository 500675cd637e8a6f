package wales.rhannu.starter.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Input that cannot be taken is refused with its place, and never guessed at. */
class BadInputIT extends NotesOverHttp {

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "{\"text\":\"a\"} x", "{\"text\":\"a\",\"text\":\"b\"}", "nonsense"})
    void thatIsNoJsonIsMalformed(String body) throws Exception {
        assertProblem(post(body), 400);
    }

    @Test
    void fiveThousandLevelsDeepIsMalformed() throws Exception {
        assertProblem(post("{\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"), 400);
    }

    @Test
    void moreThanAHundredLevelsDeepIsMalformed() throws Exception {
        assertProblem(post("{\"x\":" + "[".repeat(100) + "]".repeat(100) + "}"), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":5}",
                "{\"text\":true}",
                "{\"mood\":0}",
                "{\"numbers\":[\"1\"]}",
                "{\"numbers\":[1.5]}",
                "{\"numbers\":[99999999999]}"
            })
    void ofAnotherTypeIsNotGuessedAt(String body) throws Exception {
        JsonNode problem = assertProblem(post(body), 422);
        assertThat(problem.at("/errors/0/pointer").stringValue()).startsWith("/");
    }

    @Test
    void inAListIsInvalidWithItsPlace() throws Exception {
        JsonNode problem = assertProblem(
                send(request("/api/v1/notes/batches")
                        .POST(BodyPublishers.ofString("[{\"text\":\"a\"},{\"text\":\"\"}]"))),
                422);
        assertThat(problem.at("/errors/0/pointer").stringValue()).isEqualTo("/1/text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1//notes", "/api/v1/notes;a=b", "/api/v1/notes/%00", "/api/v1/%zz", "/{notes}"})
    void thatNoControllerSeesIsMalformed(String path) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(port(SERVICE)))) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .contains("https://rhannu.wales/problems/malformed")
                    .doesNotContain("/error")
                    .doesNotContain("Tomcat");
        }
    }

    @Test
    void ofAnUploadThatIsTooLargeIsAnswered() throws Exception {
        assertProblem(upload("a".repeat(10 << 20), UUID.randomUUID()), 413);
    }

    @Test
    void ofWhoMayNotComeInIsAnswered() throws Exception {
        String body = "a".repeat(10 << 20);
        assertProblem(
                send(request("/api/v1/notes")
                        .setHeader("Authorization", "Bearer rubbish")
                        .POST(BodyPublishers.ofString(body))),
                401);
    }

    @Test
    void ofAWrongTypeIsInvalidWithItsPlace() throws Exception {
        JsonNode problem = assertProblem(post("{\"text\":\"a\",\"numbers\":[1,{\"no\":1}]}"), 422);
        assertThat(problem.at("/errors/0/pointer").stringValue()).isEqualTo("/numbers/1");
    }

    @Test
    void withAnUnknownEnumValueIsInvalidWithItsPlace() throws Exception {
        JsonNode problem = assertProblem(post("{\"text\":\"a\",\"mood\":\"so-so\"}"), 422);
        assertThat(problem.at("/errors/0/pointer").stringValue()).isEqualTo("/mood");
    }

    @Test
    void withANullByteIsInvalidWithItsPlace() throws Exception {
        JsonNode problem = assertProblem(post("{\"text\":\"a\\u0000b\"}"), 422);
        assertThat(problem.at("/errors/0/pointer").stringValue()).isEqualTo("/text");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`{\"a\":{\"b\\u0000\":1}}`,/a",
                "`{\"b\\u0000c\":1}`,``",
                "`{\"a\":[1,\"\\u0000\"]}`,/a/1",
                "`\"\\u0000\"`,``"
            })
    void withANullByteAnywhereIsInvalidWithItsPlace(String body, String pointer) throws Exception {
        JsonNode problem =
                assertProblem(send(request("/api/v1/notes/anything").POST(BodyPublishers.ofString(body))), 422);
        assertThat(problem.at("/errors/0/pointer").stringValue()).isEqualTo(pointer);
    }

    @Test
    void thatOnlyLooksLikeANullByteIsTaken() throws Exception {
        assertThat(send(request("/api/v1/notes/anything").POST(BodyPublishers.ofString("{\"a\":\"\\\\u0000\"}")))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q=%00", "q=a%00b", "%00=a", "limit=5&after=%00"})
    void withANullByteInTheQueryIsMalformed(String query) throws Exception {
        assertProblem(send(request("/api/v1/notes?" + query).GET()), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "\"text\"", "true", "null", " null "})
    void thatIsNoObjectIsInvalidAsAWhole(String body) throws Exception {
        JsonNode problem = assertProblem(post(body), 422);
        assertThat(problem.at("/errors/0/pointer").stringValue()).isEmpty();
        assertThat(problem.at("/errors/0/detail").stringValue()).isNotBlank();
    }

    @Test
    void thatIsNoListIsInvalidAsAWhole() throws Exception {
        JsonNode problem =
                assertProblem(send(request("/api/v1/notes/batches").POST(BodyPublishers.ofString("{}"))), 422);
        assertThat(problem.at("/errors/0/pointer").stringValue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "null"})
    void thatIsNoMergePatchIsInvalidAsAWhole(String body) throws Exception {
        String path = post("{\"text\":\"a\"}").headers().firstValue("Location").orElseThrow();
        JsonNode problem = assertProblem(
                send(request(path).header("If-Match", "*").method("PATCH", BodyPublishers.ofString(body))), 422);
        assertThat(problem.at("/errors/0/pointer").stringValue()).isEmpty();
    }

    @Test
    void ofTenMegabytesIsTooLargeAndTheAnswerArrives() throws Exception {
        String body = "{\"text\":\"" + "a".repeat(10 << 20) + "\"}";
        assertProblem(post(body), 413);
        assertProblem(
                send(request("/api/v1/notes")
                        .POST(BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(body.getBytes(UTF_8))))),
                413);
    }

    @Test
    void inAnotherFormIsNotTaken() throws Exception {
        assertProblem(
                send(request("/api/v1/notes")
                        .setHeader("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("hello"))),
                415);
    }

    @Test
    void withAnotherMethodIsNotTaken() throws Exception {
        assertProblem(send(request("/api/v1/notes").PUT(BodyPublishers.ofString("{}"))), 405);
    }

    @Test
    void thatIsNowhereIsNotFound() throws Exception {
        assertProblem(send(request("/api/v1/nothing").GET()), 404);
        assertProblem(send(request("/api/v1/notes/none").GET()), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=many", "after=%00%ff!", "after=***"})
    void ofAPageIsMalformed(String query) throws Exception {
        assertProblem(send(request("/api/v1/notes?" + query).GET()), 400);
    }
}
