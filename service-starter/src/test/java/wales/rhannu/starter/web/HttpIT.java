package wales.rhannu.starter.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.engines.EmbeddedMongo;
import wales.rhannu.engines.FreePorts;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Note;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;
import wales.rhannu.starter.operations.Job;
import wales.rhannu.starter.operations.RunningJobs;

/** A small service on the starter, called over HTTP. */
class HttpIT {

    enum Mood {
        VERY_GOOD,
        BAD
    }

    record Draft(String text, @Nullable Mood mood, @Nullable List<Integer> numbers) {}

    record Line(@NotBlank String text) {}

    record View(String id, String text) {

        static View of(Note note) {
            return new View(note.id(), note.text());
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @RestController
    @RequestMapping("/api/v1/notes")
    static class NoteService {

        private final Store<Note> notes;

        NoteService(Stores stores) {
            notes = stores.of(Note.class, "notes").publicTopic().build();
        }

        @PostMapping
        ResponseEntity<View> write(@RequestBody Draft draft, RequestContext context, Caller caller) {
            Note note = notes.add(new Note(context.newId(), draft.text()), context);
            return Answers.created("/api/v1/notes/" + note.id(), note, View.of(note));
        }

        @GetMapping("/{id}")
        ResponseEntity<View> read(@PathVariable String id, Optional<Caller> caller) {
            Note note = notes.get(id);
            return Answers.ok(note, View.of(note));
        }

        @GetMapping
        Page<String> list(Paging paging) {
            return new Page<>(List.of(paging.limit() + "/" + paging.after()), Paging.cursor("the last"));
        }

        @PatchMapping("/{id}")
        ResponseEntity<View> change(@PathVariable String id, MergePatch patch, RequestContext context, Caller caller) {
            Note note = notes.change(id, context, it -> {
                Draft before = new Draft(it.text(), null, null);
                it.write(patch.applyTo(before, Draft.class).text());
            });
            return Answers.ok(note, View.of(note));
        }

        @PostMapping("/attachments")
        String attach(@RequestParam MultipartFile file, RequestContext context) {
            return String.valueOf(context.fingerprint());
        }

        @PostMapping("/batches")
        void batch(@RequestBody List<@Valid Line> lines) {}

        @PostMapping("/anything")
        JsonNode anything(@RequestBody JsonNode body) {
            return body;
        }

        @PostMapping("/one-too-many")
        void tooMany() {
            throw DomainException.tooMany("too-fast", "Wait a moment.", Duration.ofSeconds(7));
        }

        @PostMapping("/operators-only")
        void operate(Caller caller) {
            caller.mustHave("operator");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoJobs {

        @Bean
        RunningJobs reading() {
            return () -> List.of(
                    new Job("b", "reading", "running", "A long book", 300, 12, Instant.EPOCH, Instant.EPOCH),
                    new Job("a", "reading", "waiting", "A short one", 30, 0, Instant.EPOCH, null));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PagesOfItsOwn {

        @Bean
        SecurityFilterChain pages(HttpSecurity http) {
            return http.securityMatcher("/pages/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    private static final String ISSUER = "http://issuer.test";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String DATABASE = "http" + UUID.randomUUID().toString().substring(0, 8);
    private static RSAKey key;
    private static HttpServer provider;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        provider = provider(0);
        service = service("http://127.0.0.1:" + provider.getAddress().getPort() + "/jwks", TwoJobs.class);
    }

    private static HttpServer provider(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/jwks", exchange -> {
            byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static ConfigurableApplicationContext service(String jwksUri, Class<?>... more) {
        return service(jwksUri, Engines.mongoUri(DATABASE), more);
    }

    private static ConfigurableApplicationContext service(String jwksUri, String mongoUri, Class<?>... more) {
        return new SpringApplicationBuilder(NoteService.class)
                .sources(more)
                .run(
                        "--spring.application.name=notes-service",
                        "--rhannu.service=notes",
                        "--server.port=0",
                        "--spring.mongodb.uri=" + mongoUri,
                        // nobody is there: a service starts, and writes, while the broker is away
                        "--spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "--logging.level.org.apache.kafka=OFF",
                        "--rhannu.security.issuer=" + ISSUER,
                        "--rhannu.security.jwks-uri=" + jwksUri,
                        "--rhannu.security.open=GET /api/v1/notes/**,GET /api/v1/notes");
    }

    private static String port(ConfigurableApplicationContext of) {
        return of.getEnvironment().getRequiredProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        service.close();
        provider.stop(0);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("rhannu")
                .subject("m1")
                .claim("org", "o1")
                .claim("roles", List.of("member"))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    private static String token(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), claims);
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder request(ConfigurableApplicationContext of, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(of) + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token(claims().build()));
    }

    private static HttpRequest.Builder request(String path) {
        return request(service, path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String body) throws Exception {
        return send(request("/api/v1/notes").POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> upload(String content, UUID idempotencyKey) throws Exception {
        String boundary = UUID.randomUUID().toString();
        return send(request("/api/v1/notes/attachments")
                .setHeader("Content-Type", "multipart/form-data; boundary=" + boundary)
                .header("Idempotency-Key", idempotencyKey.toString())
                .POST(BodyPublishers.ofString("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" + content
                        + "\r\n--" + boundary + "--\r\n")));
    }

    private static JsonNode assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("type").stringValue()).startsWith("https://rhannu.wales/problems/");
        assertThat(problem.get("title").stringValue()).isNotBlank();
        assertThat(answer.body()).doesNotContain("wales.rhannu").doesNotContain("Exception");
        return problem;
    }

    @Nested
    class BadInput {

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
            try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(port(service)))) {
                String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(UTF_8));
                assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                        .startsWith("HTTP/1.1 400")
                        .contains("application/problem+json")
                        .contains("https://rhannu.wales/problems/400")
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
            String path =
                    post("{\"text\":\"a\"}").headers().firstValue("Location").orElseThrow();
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

    @Nested
    class Tokens {

        @Test
        void areAskedFor() throws Exception {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(service) + "/api/v1/notes"))
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
    }

    @Test
    void aServiceThatStartsWhileTheProviderIsDownStillChecksTokens() throws Exception {
        assertThat(post("{\"text\":\"a\"}").statusCode()).isEqualTo(201);
        int port = provider.getAddress().getPort();
        provider.stop(0);
        try (ConfigurableApplicationContext second = service("http://127.0.0.1:" + port + "/jwks")) {
            assertThat(send(request(second, "/api/v1/notes").POST(BodyPublishers.ofString("{\"text\":\"b\"}")))
                            .statusCode())
                    .isEqualTo(201);
        } finally {
            provider = provider(port);
        }
    }

    @Nested
    class Writes {

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
            String path = post("{\"text\":\"first\"}")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
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
            assertThat(send(request(path).header("If-None-Match", "\"2\"").GET())
                            .statusCode())
                    .isEqualTo(304);
        }
    }

    @Test
    void whatIsOpenToGetIsOpenToHead() throws Exception {
        String path = post("{\"text\":\"a\"}").headers().firstValue("Location").orElseThrow();
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(service) + path))
                        .method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).isPresent();
        assertThat(answer.body()).isEmpty();
    }

    @Nested
    class WhileTheDatabaseIsAway {

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
    }

    private static HttpResponse<String> operator(String path) throws Exception {
        return send(request(service, "/api/v1/operations/notes" + path)
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

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
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
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(service)
                                                + "/api/v1/operations/notes" + path))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void whoeverAsksForTooMuchIsToldWhenToTryAgain() throws Exception {
        HttpResponse<String> answer =
                send(request(service, "/api/v1/notes/one-too-many").POST(BodyPublishers.noBody()));

        assertThat(assertProblem(answer, 429).get("title").stringValue()).isEqualTo("Too much at once");
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
    void theApisDescriptionSaysWhereTheGatewayIs() throws Exception {
        HttpResponse<String> answer = send(request("/api/v1/openapi/notes")
                .header("X-Forwarded-Host", "rhannu.wales")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Port", "443")
                .header("X-Forwarded-For", "203.0.113.7"));

        assertThat(JSON.readTree(answer.body()).at("/servers/0/url").stringValue())
                .isEqualTo("https://rhannu.wales");
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
