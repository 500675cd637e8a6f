package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Api.Answer;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.ImportClient;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.PlatformTopic;

/** Whatever comes in is answered with a problem that says what was wrong, or put aside, and never with a 500. */
class BadInputIT {

    private static final String STUDIES = Author.STUDIES;

    private final Platform platform = SharedPlatform.running();

    static Stream<Arguments> bodies() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        return Stream.of(
                Arguments.of("broken JSON", "{\"title\": {\"cy\": ", Set.of(400)),
                Arguments.of("no JSON at all", "dyma destun", Set.of(400)),
                Arguments.of("nothing", "", Set.of(400)),
                Arguments.of("a list", "[]", Set.of(400, 422)),
                Arguments.of("null", "null", Set.of(400, 422)),
                Arguments.of("a number for a title", "{\"title\": 5}", Set.of(400, 422)),
                Arguments.of("text for a list", "{\"lessons\": \"none\"}", Set.of(400, 422)),
                Arguments.of("an object for text", "{\"kind\": {\"a\": 1}}", Set.of(400, 422)),
                Arguments.of("an unknown kind", "{\"kind\": \"robot\"}", Set.of(400, 422)),
                Arguments.of(
                        "an unknown audience", "{\"disclosure\": {\"audience\": \"everybody\"}}", Set.of(400, 422)),
                Arguments.of(
                        "a null byte", Author.study("a title").replace("a title", "a\\u0000title"), Set.of(400, 422)),
                Arguments.of("half a surrogate pair", "{\"title\": {\"cy\": \"\\ud800\"}}", Set.of(400, 422)),
                Arguments.of("5,000 levels", "{\"title\": " + deep + "}", Set.of(400, 422)),
                Arguments.of("10 MB", "{\"problem\": {\"en\": \"" + "x".repeat(10 << 20) + "\"}}", Set.of(413)),
                Arguments.of("a huge number", "{\"costs\": {\"setUp\": 1e999999999}}", Set.of(400, 422)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void aBadBodyIsAProblem(String name, String body, Set<Integer> expected) {
        problem(platform.api("author").post(STUDIES, body), expected);
    }

    /** Half a surrogate pair: no database and no topic could keep it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "member      | PATCH | /members/me    | {'name': '*'}",
                "member      | PATCH | /members/me    | {'skills': ['*']}",
                "facilitator | POST  | /organisations | {'code': 'half', 'kind': 'charity', 'name': {'cy': '*', 'en': 'a'}, 'emailDomains': []}",
                "organiser   | POST  | /meetups       | {'starts': '2099-01-01T10:00', 'ends': '2099-01-01T11:00', 'zone': 'Europe/London', 'title': {'cy': '*'}}",
                "facilitator | POST  | /rankings      | {'title': {'cy': '*', 'en': 'a'}, 'options': []}",
                "member      | POST  | /topics        | {'title': '*', 'body': 'a', 'language': 'cy', 'audience': 'members'}"
            })
    void aTextThatCannotBeKeptIsAProblem(String person, String method, String path, String body) {
        Api api = platform.api(person);
        HttpRequest.Builder request = api.request("/api/v1" + path)
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .method(method, BodyPublishers.ofString(body.replace('\'', '"').replace("*", "\\ud83d")));
        problem(api.send(request), Set.of(422));
    }

    @Test
    void aBodyOfAnotherKindIsAProblem() {
        Api api = platform.api("author");
        HttpRequest.Builder text =
                api.request(STUDIES).header("Content-Type", "text/plain").POST(BodyPublishers.ofString("dyma destun"));
        problem(api.send(text), Set.of(415));
        HttpRequest.Builder latin = api.request(STUDIES)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'}));
        problem(api.send(latin), Set.of(400, 422));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q=title:(((",
                "q=%22unclosed",
                "q=AND%20OR%20NOT",
                "q=*:*",
                "q=/.*/",
                "q=a~99999",
                "q=%5B*%20TO%20%7D",
                "q=%2B-%21%28%29%7B%7D%5E",
                "q=%00",
                "q=%F0%9F%8F%B4",
                "kind=robot",
                "limit=-1",
                "limit=many",
                "limit=100000",
                "after=nonsense",
                "after=%00",
                "organisation=%27%20OR%201=1"
            })
    void aStrangeSearchFindsSomethingOrNothingOrIsAProblem(String query) {
        Answer answer = platform.api(null).get(STUDIES + "?" + query);
        if (!answer.isSuccess()) {
            problem(answer, Set.of(400, 422));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/case-studies?after=nonsense",
                "/api/v1/streams/casestudy.case-studies/events?after=nonsense",
                "/api/v1/streams/casestudy.case-studies/events?after=eyJ0IjoiYSJ9",
                "/api/v1/streams/casestudy.case-studies/events?limit=many",
                "/api/v1/streams/casestudy.case-studies/events?wait=long",
                "/api/v1/streams/no.such-topic/events",
                "/api/v1/streams/casestudy.case-studies.internal/events",
                "/api/v1/case-studies/no-such-study",
                "/api/v1/case-studies/%00",
                "/api/v1/case-studies/export?format=docx",
                "/api/v1/organisations?after=nonsense&limit=many",
                "/api/v1/nothing-here"
            })
    void aBadAddressOrCursorIsAProblem(String path) {
        problem(platform.api(null).get(path), Set.of(400, 401, 403, 404, 410, 422));
    }

    @Test
    void aBadCursorOfAnEventStreamIsAProblem() {
        Api api = platform.api(null);
        HttpRequest.Builder request = api.request("/api/v1/streams/casestudy.case-studies/events")
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "nonsense")
                .GET();
        problem(api.send(request), Set.of(400, 410));
    }

    @Test
    void aBadConditionIsAProblem() {
        Author author = SharedPlatform.author();
        String id = author.draft("Conditions", UUID.randomUUID())
                .mustSucceed()
                .json()
                .path("id")
                .asString("");
        Api api = platform.api("author");
        problem(api.patch(STUDIES + "/" + id, "{\"kind\": \"ai\"}"), Set.of(428));
        problem(api.patch(STUDIES + "/" + id, "{\"kind\": \"ai\"}", "If-Match", "\"999\""), Set.of(412));
        problem(api.patch(STUDIES + "/" + id, "{\"kind\": \"ai\"}", "If-Match", "nonsense"), Set.of(400, 412));
        problem(api.patch(STUDIES + "/" + id, "[]", "If-Match", "\"1\""), Set.of(400, 422));
        problem(api.post(STUDIES, Author.study("x"), "Idempotency-Key", "x".repeat(5_000)), Set.of(400, 422));
    }

    static Stream<Arguments> tokens() throws Exception {
        String good = SharedPlatform.running().token("author");
        String[] parts = good.split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String otherAudience = encode(claims.replace("\"rhannu\"", "\"another\""));
        String unsigned = encode("{\"alg\":\"none\"}") + "." + parts[1] + ".";
        String head = encode("{\"alg\":\"HS256\"}") + "." + parts[1];
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String symmetric = head + "."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(mac.doFinal(head.getBytes(StandardCharsets.UTF_8)));
        return Stream.of(
                Arguments.of("that is none", "nonsense"),
                Arguments.of("with alg none", unsigned),
                Arguments.of("signed with a secret of the caller's", symmetric),
                Arguments.of("changed to another audience", parts[0] + "." + otherAudience + "." + parts[2]),
                Arguments.of("without its signature", parts[0] + "." + parts[1] + "."));
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "a token {0}")
    @MethodSource("tokens")
    void aCrookedTokenIsRefused(String name, String token) {
        Answer answer = platform.api(null).with(token).post(STUDIES, Author.study("crooked"));
        problem(answer, Set.of(401));
    }

    /** Refused before there is a request that could get a problem as its answer. */
    @Test
    void aHeadTooLargeToReadIsRefused() {
        Answer answer = platform.api(null).with("x".repeat(100_000)).post(STUDIES, Author.study("crooked"));
        assertThat(answer.status()).isIn(413, 431);
    }

    @Test
    void withoutATokenNothingIsWritten() {
        problem(platform.api(null).post(STUDIES, Author.study("nobody's")), Set.of(401));
        problem(platform.api("member").post(STUDIES + "/" + UUID.randomUUID() + "/publication"), Set.of(403, 404));
    }

    static Stream<Arguments> uploads() {
        byte[] csv = ImportClient.madeUp("bad", 3);
        byte[] mapping = ImportClient.madeUpMapping("bad");
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        return Stream.of(
                Arguments.of("noise", noise, mapping),
                Arguments.of("nothing", new byte[0], mapping),
                Arguments.of("a page", bytes("<html><body>Not found</body></html>"), mapping),
                Arguments.of(
                        "a quote that never ends", bytes("Title,Agency,Summary\n\"never,ends,here\nor there"), mapping),
                Arguments.of("JSON", bytes("{\"records\": []}"), mapping),
                Arguments.of("other columns", bytes("A,B\n1,2\n"), mapping),
                Arguments.of("a mapping that is noise", csv, noise),
                Arguments.of("a mapping that is empty", csv, new byte[0]),
                Arguments.of("a mapping that is a list", csv, bytes("[1, 2]")),
                Arguments.of(
                        "a mapping to nowhere",
                        csv,
                        bytes(new String(mapping, StandardCharsets.UTF_8).replace("summary.en", "colour.en"))),
                Arguments.of("a mapping that makes objects", csv, bytes("source: !!java.net.URL [http://localhost]")),
                Arguments.of("a mapping that unfolds without end", csv, bytes(bomb())));
    }

    private static String bomb() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            yaml.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(9, "*a" + (i - 1)))));
        }
        return yaml.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Some of it is seen at once, the rest when the rows are read. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("uploads")
    void anUploadThatIsNotWhatItShouldBeIsAProblemOrFails(String name, byte[] file, byte[] mapping) {
        ImportClient importing = new ImportClient(platform.api("facilitator"));
        Answer answer = importing.send("bad.csv", file, mapping);
        if (!answer.isSuccess()) {
            problem(answer, Set.of(400, 413, 422));
            return;
        }
        ImportClient.Progress end = await("the import to end")
                .atMost(Duration.ofSeconds(120))
                .until(() -> importing.progress(answer.header("Location")), ImportClient.Progress::isEnded);
        assertThat(end.created()).as(end.json().toString()).isZero();
        assertThat(end.state().equals("failed") || end.refused() == end.total())
                .as(end.json().toString())
                .isTrue();
    }

    @Test
    void aPoisonRecordIsPutAsideAndWhatFollowsIsRead() {
        PlatformTopic topic = platform.topic("membership.organisations");
        String dead = "dlq.casestudy-service.membership.organisations";
        String mark = "poison-" + UUID.randomUUID();
        topic.publish(mark, "{\"state\": ".getBytes(StandardCharsets.UTF_8), Map.of());
        topic.publish(
                mark + "-2",
                new byte[] {0, 1, 2, (byte) 0xff},
                Map.of(
                        "ce_type", "wales.rhannu.membership.organisation-listed.v1",
                        "ce_subject", mark + "-2",
                        "ce_sequence", "no number"));
        await("both in " + dead)
                .atMost(Duration.ofSeconds(120))
                .until(() -> platform.topic(dead).records().stream()
                                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).startsWith(mark))
                                .count()
                        == 2);
        await("the group to have gone on").atMost(Duration.ofSeconds(120)).untilAsserted(() -> assertThat(
                        ConsumerGroups.lagging(platform.bootstrapServers()))
                .noneMatch(line -> line.contains("membership.organisations")));
        Answer listed = platform.directly("http://localhost:" + platform.port("casestudy-service"), "operator")
                .get("/api/v1/operations/casestudy/dead-letters");
        assertThat(listed.mustSucceed().body()).contains(mark);
        assertThat(platform.api(null).foldStream("membership.organisations")).isNotEmpty();
    }

    static void problem(Answer answer, Set<Integer> expected) {
        String told = answer.body().substring(0, Math.min(500, answer.body().length()));
        assertThat(answer.status()).as(told).isIn(expected);
        assertThat(answer.header("Content-Type")).as(told).startsWith("application/problem+json");
        assertThat(answer.json().path("type").asString("")).startsWith("https://rhannu.wales/problems/");
        assertThat(answer.json().path("title").asString("")).isNotBlank();
    }
}
