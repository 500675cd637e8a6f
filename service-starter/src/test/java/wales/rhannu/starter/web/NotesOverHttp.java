package wales.rhannu.starter.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import jakarta.servlet.Filter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessResourceFailureException;
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
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.Note;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.aggregate.Store;
import wales.rhannu.starter.aggregate.Stores;
import wales.rhannu.starter.operations.Job;
import wales.rhannu.starter.operations.RunningJobs;

/** A small service on the starter, called over HTTP; the classes that test it share one. */
abstract class NotesOverHttp {

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
            return Responses.created("/api/v1/notes/" + note.id(), note, View.of(note));
        }

        @GetMapping("/{id}")
        ResponseEntity<View> read(@PathVariable String id, Optional<Caller> caller) {
            Note note = notes.get(id);
            return Responses.ok(note, View.of(note));
        }

        @GetMapping
        Page<String> list(Paging paging) {
            return new Page<>(List.of(paging.limit() + "/" + paging.after()), Paging.cursor("the last"));
        }

        @PatchMapping("/{id}")
        ResponseEntity<View> change(
                @PathVariable String id, MergePatch<Draft> patch, RequestContext context, Caller caller) {
            Note note = notes.change(id, context, it -> {
                Draft before = new Draft(it.text(), null, null);
                it.write(patch.applyTo(before, Draft.class, View.of(it)).text());
            });
            return Responses.ok(note, View.of(note));
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
            throw DomainException.tooMany("busy", Duration.ofSeconds(7));
        }

        @PostMapping("/operators-only")
        void operate(Caller caller) {
            caller.mustHave("operator");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoJobs {

        @Bean
        FilterRegistrationBean<Filter> whatNeedsTheDatabaseBeforeAnyController() {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
                throw new DataAccessResourceFailureException("no member");
            });
            filter.addUrlPatterns("/api/v1/notes/through-a-filter");
            return filter;
        }

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

    static final String ISSUER = "http://issuer.test";
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final HttpClient CLIENT = HttpClient.newHttpClient();
    static final String DATABASE = "http" + UUID.randomUUID().toString().substring(0, 8);
    static final RSAKey KEY = key();

    /** Whether the provider answers nothing. It keeps its port meanwhile, which another might take. */
    static volatile boolean providerIsDown;

    /** Once for all classes of this JVM, which ends them. */
    static final HttpServer provider = provider();

    static final ConfigurableApplicationContext SERVICE =
            service("http://127.0.0.1:" + provider.getAddress().getPort() + "/jwks", TwoJobs.class);

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpServer provider() {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/jwks", exchange -> {
            if (providerIsDown) {
                exchange.close();
                return;
            }
            byte[] keys = new JWKSet(KEY.toPublicJWK()).toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
        return server;
    }

    static ConfigurableApplicationContext service(String jwksUri, Class<?>... more) {
        return service(jwksUri, Engines.mongoUri(DATABASE), more);
    }

    static ConfigurableApplicationContext service(String jwksUri, String mongoUri, Class<?>... more) {
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

    static String port(ConfigurableApplicationContext of) {
        return of.getEnvironment().getRequiredProperty("local.server.port");
    }

    static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("rhannu")
                .subject("m1")
                .claim("org", "o1")
                .claim("roles", List.of("member"))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    static String token(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), claims);
            jwt.sign(new RSASSASigner(KEY));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static HttpRequest.Builder request(ConfigurableApplicationContext of, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(of) + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token(claims().build()));
    }

    static HttpRequest.Builder request(String path) {
        return request(SERVICE, path);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<String> post(String body) throws Exception {
        return send(request("/api/v1/notes").POST(BodyPublishers.ofString(body)));
    }

    static HttpResponse<String> upload(String content, UUID idempotencyKey) throws Exception {
        String boundary = UUID.randomUUID().toString();
        return send(request("/api/v1/notes/attachments")
                .setHeader("Content-Type", "multipart/form-data; boundary=" + boundary)
                .header("Idempotency-Key", idempotencyKey.toString())
                .POST(BodyPublishers.ofString("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n" + content
                        + "\r\n--" + boundary + "--\r\n")));
    }

    static JsonNode assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("type").stringValue()).startsWith("https://rhannu.wales/problems/");
        assertThat(problem.get("title").stringValue()).isNotBlank();
        assertThat(answer.body()).doesNotContain("wales.rhannu").doesNotContain("Exception");
        return problem;
    }
}
