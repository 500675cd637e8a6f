package wales.rhannu.starter.security;

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
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.starter.Engines;
import wales.rhannu.starter.consume.TopicSubscription;

class StandingIT {

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @RestController
    static class GreetingService {

        @GetMapping("/api/v1/greetings")
        String greet() {
            return "Bore da";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DecidesByItself {

        @Bean
        MemberStanding own() {
            return new MemberStanding() {

                @Override
                public boolean isRefused(String subject) {
                    return subject.equals("refused-by-the-service");
                }

                @Override
                public boolean isEnded(String subject, String session) {
                    return session.equals("ended-by-the-service");
                }
            };
        }
    }

    private static final String TOPIC = "membership.members.internal";
    private static final String DATABASE =
            "standing" + UUID.randomUUID().toString().substring(0, 8);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static RSAKey key;
    private static HttpServer provider;
    private static ConfigurableApplicationContext service;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/jwks", exchange -> {
            byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        provider.start();
        service = service(Engines.kafka());
        // membership-service, and its topic, may come later than the services that read it
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", Engines.kafka()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get(20, TimeUnit.SECONDS);
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Engines.kafka()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        service.close();
        producer.close();
        provider.stop(0);
    }

    private static ConfigurableApplicationContext service(String broker, String... more) {
        return service(GreetingService.class, broker, more);
    }

    private static ConfigurableApplicationContext service(Class<?> source, String broker, String... more) {
        SpringApplicationBuilder builder = new SpringApplicationBuilder(GreetingService.class, source);
        return builder.properties(more)
                .run(
                        "--spring.application.name=greeting-service",
                        "--rhannu.service=greeting",
                        "--server.port=0",
                        "--spring.mongodb.uri=" + Engines.mongoUri(DATABASE),
                        "--spring.kafka.bootstrap-servers=" + broker,
                        "--rhannu.security.issuer=http://issuer.test",
                        "--rhannu.security.jwks-uri=http://127.0.0.1:"
                                + provider.getAddress().getPort() + "/jwks");
    }

    private static String token(String subject, String... roles) {
        return tokenIn(null, subject, roles);
    }

    private static String tokenIn(@Nullable String session, String subject, String... roles) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(),
                    new JWTClaimsSet.Builder()
                            .issuer("http://issuer.test")
                            .audience("rhannu")
                            .subject(subject)
                            .claim("roles", List.of(roles))
                            .claim("sid", session)
                            .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                            .build());
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext of, String path, String token)
            throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                + of.getEnvironment().getRequiredProperty("local.server.port") + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int greeted(ConfigurableApplicationContext of, String subject) throws Exception {
        return get(of, "/api/v1/greetings", token(subject)).statusCode();
    }

    private static void awaitGreeted(ConfigurableApplicationContext of, String subject, int status) {
        // what another instance read is looked up every half minute at the least often
        await().atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> assertThat(greeted(of, subject)).isEqualTo(status));
    }

    private static int greetedIn(ConfigurableApplicationContext of, String subject, String session) throws Exception {
        return get(of, "/api/v1/greetings", tokenIn(session, subject)).statusCode();
    }

    private static void publishEnded(String id, long sequence, Map<String, Instant> sessions) throws Exception {
        String ended = sessions.entrySet().stream()
                .map(each -> "{\"session\":\"" + each.getKey() + "\",\"until\":\"" + each.getValue() + "\"}")
                .collect(Collectors.joining(","));
        send(id, sequence, "{\"state\":{\"standing\":\"active\",\"endedSessions\":[" + ended + "]}}");
    }

    private static void publish(String id, long sequence, @Nullable String standing) throws Exception {
        send(id, sequence, standing == null ? null : "{\"state\":{\"standing\":" + standing + ",\"name\":\"x\"}}");
    }

    private static void send(String id, long sequence, @Nullable String value) throws Exception {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(TOPIC, id.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
        Map.of(
                        "ce_id",
                        id + "-" + sequence,
                        "ce_source",
                        "/membership-service",
                        "ce_type",
                        "wales.rhannu.membership.member-changed.v1",
                        "ce_subject",
                        id,
                        "ce_time",
                        Instant.now().toString(),
                        "ce_dataschema",
                        "https://rhannu.wales/schemas/x",
                        "ce_sequence",
                        "" + sequence)
                .forEach((name, header) -> record.headers().add(name, header.getBytes(UTF_8)));
        producer.send(record).get(20, TimeUnit.SECONDS);
    }

    @Test
    void aDisabledMembersTokenStopsWorkingUntilTheMemberIsActiveAgain() throws Exception {
        publish("m-disabled", 1, "\"active\"");
        assertThat(greeted(service, "m-disabled")).isEqualTo(200);
        publish("m-disabled", 3, "\"disabled\"");
        awaitGreeted(service, "m-disabled", 401);
        HttpResponse<String> answer = get(service, "/api/v1/greetings", token("m-disabled"));
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer error=\"invalid_token\"");

        publish("m-disabled", 2, "\"active\"");
        publish("m-marker", 1, "\"disabled\"");
        publish("m-disabled", 4, "\"active\"");
        awaitGreeted(service, "m-disabled", 200);
        awaitGreeted(service, "m-marker", 401);
    }

    @Test
    void anErasedMembersTokenStopsWorking() throws Exception {
        publish("m-erased", 1, "\"active\"");
        publish("m-erased", 2, null);

        awaitGreeted(service, "m-erased", 401);
    }

    @Test
    void aTokenOfAnEndedSessionStopsWorkingAndThoseOfOtherSessionsDoNot() throws Exception {
        Instant later = Instant.now().plusSeconds(900);
        publishEnded("m-signed-out", 1, Map.of());
        assertThat(greetedIn(service, "m-signed-out", "s-1")).isEqualTo(200);
        publishEnded("m-signed-out", 2, Map.of("s-1", later, "s-0", later));

        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(greetedIn(service, "m-signed-out", "s-1"))
                .isEqualTo(401));
        assertThat(greetedIn(service, "m-signed-out", "s-0")).isEqualTo(401);
        assertThat(greetedIn(service, "m-signed-out", "s-2")).isEqualTo(200);
        assertThat(greeted(service, "m-signed-out")).isEqualTo(200);
        assertThat(greetedIn(service, "m-other", "s-1")).as("another's").isEqualTo(200);
        try (ConfigurableApplicationContext second = service(Engines.kafka())) {
            assertThat(greetedIn(second, "m-signed-out", "s-1"))
                    .as("known from the start")
                    .isEqualTo(401);
            assertThat(greetedIn(second, "m-signed-out", "s-2")).isEqualTo(200);
        }
    }

    @Test
    void anEndedSessionIsForgottenOnceNoTokenOfItCanLive() throws Exception {
        publishEnded(
                "m-past",
                1,
                Map.of(
                        "s-past", Instant.now().minusSeconds(1),
                        "s-now", Instant.now().plusSeconds(900)));
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(greetedIn(service, "m-past", "s-now"))
                .isEqualTo(401));
        assertThat(greetedIn(service, "m-past", "s-past")).isEqualTo(200);
    }

    @Test
    void whoIsNoMemberPasses() throws Exception {
        assertThat(greeted(service, "a-program")).isEqualTo(200);
    }

    @Test
    void everyInstanceKnowsWhicheverReadIt() throws Exception {
        try (ConfigurableApplicationContext second = service(Engines.kafka())) {
            publish("m-one", 1, "\"disabled\"");
            publish("m-two", 1, "\"disabled\"");
            for (ConfigurableApplicationContext each : List.of(service, second)) {
                awaitGreeted(each, "m-one", 401);
                awaitGreeted(each, "m-two", 401);
            }
        }
    }

    @Test
    void aServiceThatStartsWhileTheBrokerIsAwayKnowsWhatItKnew() throws Exception {
        publish("m-known", 1, "\"disabled\"");
        awaitGreeted(service, "m-known", 401);
        try (ConfigurableApplicationContext second = service("127.0.0.1:1", "logging.level.org.apache.kafka=OFF")) {
            assertThat(greeted(second, "m-known")).isEqualTo(401);
            assertThat(greeted(second, "m-other")).isEqualTo(200);
        }
    }

    @Test
    void aRecordThatCannotBeReadIsADeadLetterAndTheNextIsRead() throws Exception {
        publish("m-poison", 1, "{\"not\":\"a text\"}");
        publish("m-poison", 2, "\"disabled\"");
        awaitGreeted(service, "m-poison", 401);

        JsonNode letters = JsonMapper.builder()
                .build()
                .readTree(get(service, "/api/v1/operations/greeting/dead-letters", token("o", "operator"))
                        .body());
        assertThat(letters.at("/items/0/key").stringValue()).isEqualTo("m-poison");
        assertThat(letters.at("/items/0/id").stringValue())
                .startsWith("dlq.greeting-service.standing.membership.members.internal@");
        assertThat(letters.at("/items/0/group").stringValue()).isEqualTo("greeting-service.standing");
        assertThat(letters.at("/items/0/subject").stringValue()).isEqualTo("m-poison");
        assertThat(letters.at("/items/0/partition").intValue(-1)).isBetween(0, 1);
        assertThat(letters.at("/items/0/offset").longValue(-1)).isNotNegative();
        MeterRegistry meters = service.getBean(MeterRegistry.class);
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(gauge(meters, "rhannu.dead.letters.unresolved").value()).isEqualTo(1);
            assertThat(gauge(meters, "rhannu.consumer.lag").value()).isZero();
        });
        JsonNode status = status();
        assertThat(status.at("/deadLetters/unresolved").longValue(-1)).isEqualTo(1);
        assertThat(status.at("/consumers/0/group").stringValue()).isEqualTo("greeting-service.standing");
        assertThat(status.at("/consumers/0/topic").stringValue()).isEqualTo(TOPIC);
        assertThat(status.at("/consumers/0/lag").longValue(-1)).isZero();
        assertThat(meters.counter(
                                "rhannu.events.consumed",
                                "type",
                                "wales.rhannu.membership.member-changed.v1",
                                "result",
                                "dead-lettered")
                        .count())
                .isEqualTo(1);
    }

    private static JsonNode status() throws Exception {
        return JsonMapper.builder()
                .build()
                .readTree(get(service, "/api/v1/operations/greeting/status", token("o", "operator"))
                        .body());
    }

    private static Gauge gauge(MeterRegistry meters, String name) {
        return meters.get(name).gauge();
    }

    @Test
    void aServiceMayDecideByItself() throws Exception {
        try (ConfigurableApplicationContext own = service(DecidesByItself.class, Engines.kafka())) {
            assertThat(greeted(own, "refused-by-the-service")).isEqualTo(401);
            assertThat(greetedIn(own, "m-1", "ended-by-the-service")).isEqualTo(401);
            assertThat(greeted(own, "m-1")).isEqualTo(200);
            assertThat(own.getBeansOfType(TopicSubscription.class)).isEmpty();
        }
    }

    @Test
    void aServiceMayDoWithout() throws Exception {
        publish("m-without", 1, "\"disabled\"");
        awaitGreeted(service, "m-without", 401);
        try (ConfigurableApplicationContext without = service(Engines.kafka(), "rhannu.security.standing=false")) {
            assertThat(greeted(without, "m-without")).isEqualTo(200);
            assertThat(without.getBeansOfType(TopicSubscription.class)).isEmpty();
        }
    }
}
