package wales.rhannu.starter.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is wrong with a request is told at once, by name, in both languages and without a library's words. */
class FaultsIT extends NotesOverHttp {

    /** The codes of a problem's errors by their places. */
    private static Map<String, String> codes(JsonNode problem) {
        Map<String, String> codes = new LinkedHashMap<>();
        for (JsonNode error : problem.get("errors")) {
            String at = error.has("pointer") ? "pointer" : "parameter";
            codes.put(error.get(at).stringValue(), error.get("code").stringValue());
            assertThat(error.get("detail").stringValue())
                    .matches("(?s)\\p{Lu}.*[.]")
                    .doesNotContain("{");
        }
        return codes;
    }

    private static Map<String, String> refused(HttpResponse<String> answer, int status) {
        return codes(assertProblem(answer, status));
    }

    @Nested
    class InABody {

        @Test
        void areAllTold() throws Exception {
            assertThat(refused(
                            post(
                                    """
                                    {"text": {"en": "a"}, "mood": "so-so", "numbers": [1, "2", {}, 1.5, 99999999999],
                                     "titel": 1, "a/b": null}
                                    """),
                            422))
                    .containsOnly(
                            entry("/text", "not-a-text"),
                            entry("/mood", "not-one-of"),
                            entry("/numbers/1", "not-a-whole-number"),
                            entry("/numbers/2", "not-a-whole-number"),
                            entry("/numbers/3", "not-a-whole-number"),
                            entry("/numbers/4", "number-out-of-range"),
                            entry("/titel", "unknown-member"),
                            entry("/a~1b", "unknown-member"));
        }

        @Test
        void areToldInWelsh() throws Exception {
            JsonNode problem = assertProblem(
                    send(request("/api/v1/notes")
                            .header("Accept-Language", "cy")
                            .POST(BodyPublishers.ofString("{\"mood\":\"so-so\",\"titel\":1}"))),
                    422);
            assertThat(problem.get("detail").stringValue()).startsWith("Mae pob eitem yn errors yn dweud");
            assertThat(problem.get("errors"))
                    .extracting(error -> error.get("detail").stringValue())
                    .containsExactlyInAnyOrder(
                            "Defnyddiwch un o'r rhain: very-good, bad.",
                            "Nid oes aelod o'r enw titel. Gwiriwch y sillafu, neu gadewch ef allan.");
        }

        @Test
        void areTwentyAtMost() throws Exception {
            StringBuilder body = new StringBuilder("{\"text\":\"a\"");
            for (int i = 0; i < 2_000; i++) {
                body.append(",\"x").append(i).append("\":1");
            }
            assertThat(refused(post(body + "}"), 422)).hasSize(20);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "[]|not-an-object",
                    "5|not-an-object",
                    "\"text\"|not-an-object",
                    "null|null-not-taken",
                    "{\"text\":true}|not-a-text",
                    "{\"text\":[]}|not-a-text",
                    "{\"mood\":0}|not-one-of",
                    "{\"mood\":{}}|not-one-of",
                    "{\"mood\":\"\"}|not-one-of",
                    "{\"numbers\":{}}|not-a-list",
                    "{\"numbers\":\"1\"}|not-a-list",
                    "{\"numbers\":[true]}|not-a-whole-number",
                    "{\"text\":\"\\u0000\"}|null-byte"
                })
        void areInOurWords(String body, String code) throws Exception {
            assertThat(refused(post(body), 422).values()).containsExactly(code);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{|1|2",
                    "{\"text\":\"a\",}|1|13",
                    "{\"text\":\"a\"} x|1|14",
                    "{\"text\":'a'}|1|9",
                    "{\"text\":\"a\",\"text\":\"b\"}|1|13"
                })
        void haveTheirPlaceWhereItIsNoJson(String body, int line, int column) throws Exception {
            JsonNode problem = assertProblem(post(body), 400);
            assertThat(problem.get("type").stringValue()).endsWith("/not-json");
            assertThat(problem.get("detail").stringValue()).contains("line " + line, "column ");
            assertThat(problem.get("detail").stringValue()).matches(".*column \\d+\\.");
        }

        @Test
        void areSaidOfABodyThatIsMissing() throws Exception {
            JsonNode problem = assertProblem(post(""), 400);
            assertThat(problem.get("type").stringValue()).endsWith("/body-missing");
        }
    }

    @Nested
    class InAPatch {

        private HttpResponse<String> patch(String body) throws Exception {
            String path =
                    post("{\"text\":\"a\"}").headers().firstValue("Location").orElseThrow();
            String id = path.substring(path.lastIndexOf('/') + 1);
            return send(request(path)
                    .header("If-Match", "*")
                    .method("PATCH", BodyPublishers.ofString(body.replace("ID", id))));
        }

        @Test
        void readOnlyMembersAreIgnoredWhereTheyAreAsTheyWere() throws Exception {
            HttpResponse<String> answer = patch("{\"id\":\"ID\",\"text\":\"b\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(JSON.readTree(answer.body()).get("text").stringValue()).isEqualTo("b");
        }

        @Test
        void readOnlyMembersThatChangeAndUnknownOnesAreRefusedTogether() throws Exception {
            assertThat(refused(patch("{\"id\":\"another\",\"text\":5,\"titel\":\"b\",\"nothing\":null}"), 422))
                    .containsOnly(
                            entry("/id", "read-only"),
                            entry("/text", "not-a-text"),
                            entry("/titel", "unknown-member"),
                            entry("/nothing", "unknown-member"));
        }

        @Test
        void whatIsNotThereIsRemovedAllTheSame() throws Exception {
            assertThat(patch("{\"mood\":null}").statusCode()).isEqualTo(200);
        }
    }

    @Nested
    class InAQuery {

        @Test
        void areUnknownNames() throws Exception {
            assertThat(refused(
                            send(request("/api/v1/notes?limit=5&lmit=7&q=a&%2Fx=1")
                                    .GET()),
                            422))
                    .containsOnly(
                            entry("lmit", "unknown-parameter"),
                            entry("q", "unknown-parameter"),
                            entry("?", "unknown-parameter"));
            assertThat(refused(send(request("/api/v1/notes/none?a").GET()), 422))
                    .containsOnly(entry("a", "no-parameters"));
        }

        @Test
        void areToldTogetherWhereTheyAreOfAPage() throws Exception {
            assertThat(refused(
                            send(request("/api/v1/notes?limit=many&after=***").GET()), 400))
                    .containsOnly(entry("limit", "limit-not-a-number"), entry("after", "after-not-a-cursor"));
        }

        @Test
        void areNoMatterOutsideTheApi() throws Exception {
            assertThat(send(request("/actuator/health?a=b").GET()).statusCode()).isEqualTo(200);
        }
    }

    @Nested
    class BeforeAnyController {

        private static String raw(String request) throws Exception {
            try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(port(SERVICE)))) {
                socket.getOutputStream().write(request.getBytes(UTF_8));
                return new String(socket.getInputStream().readAllBytes(), UTF_8);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"/api/v1/notes?a=%", "/api/v1/notes?a=%zz&b=%c3", "/api/v1/%"})
        void aPercentSignAloneIsMalformed(String target) throws Exception {
            assertThat(raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 4")
                    .contains("application/problem+json", "\"type\":\"https://rhannu.wales/problems/");
        }

        @Test
        void whatIsTooLongIsAProblem() throws Exception {
            assertThat(raw("GET /api/v1/notes?q=" + "a".repeat(20_000)
                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 4")
                    .contains("application/problem+json");
        }

        @ParameterizedTest
        @CsvSource({"TRACE,405", "PROPFIND,400", "QUERY,400"})
        void anotherMethodIsAProblem(String method, int status) throws Exception {
            assertThat(raw(method + " /api/v1/notes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + token(claims().build()) + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 " + status)
                    .contains("application/problem+json");
        }

        @Test
        void anotherFormatIsAProblem() throws Exception {
            assertProblem(
                    send(request("/api/v1/notes").header("Accept", "text/html").GET()), 406);
        }
    }
}
