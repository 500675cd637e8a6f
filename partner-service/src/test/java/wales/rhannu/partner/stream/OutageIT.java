package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import wales.rhannu.engines.EmbeddedKafka;
import wales.rhannu.engines.FreePorts;
import wales.rhannu.partner.PartnerApplication;
import wales.rhannu.partner.stream.Partner.Answer;
import wales.rhannu.partner.stream.Partner.Following;
import wales.rhannu.starter.test.Engines;

/** With a broker of its own, which it stops and starts again. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OutageIT {

    private static final String TOPIC = "tests.remade";
    private static final String EVENTS = "/api/v1/streams/" + TOPIC + "/events";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    Path folder;

    private final int port = FreePorts.next();
    private final int controllerPort = FreePorts.next();
    private EmbeddedKafka kafka;
    private ConfigurableApplicationContext service;
    private Partner partner;

    @BeforeEach
    void start() throws Exception {
        startKafka();
        create(TOPIC);
        startService();
    }

    @AfterEach
    void stop() {
        service.close();
        kafka.close();
    }

    private void startKafka() {
        kafka = EmbeddedKafka.start(folder, port, controllerPort, Map.of());
    }

    private void startService(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.profiles.active=test",
                "--spring.kafka.bootstrap-servers=127.0.0.1:" + port,
                "--spring.mongodb.uri=" + Engines.running().mongoUri("outage-" + port),
                "--rhannu.security.standing=false",
                "--rhannu.streams.stall=2s",
                "--rhannu.streams.heartbeat=1s",
                "--spring.lifecycle.timeout-per-shutdown-phase=90s"));
        settings.addAll(List.of(more));
        service = SpringApplication.run(PartnerApplication.class, settings.toArray(String[]::new));
        partner = new Partner(
                Integer.parseInt(String.valueOf(service.getEnvironment().getProperty("local.server.port"))));
    }

    private Publisher publisher() {
        return new Publisher(TOPIC, "127.0.0.1:" + port);
    }

    private void create(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
            admin.createTopics(Set.of(new NewTopic(topic, 3, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get(90, TimeUnit.SECONDS);
        }
    }

    private void delete(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + port))) {
            admin.deleteTopics(Set.of(topic)).all().get(90, TimeUnit.SECONDS);
        }
    }

    private Answer firstPage() {
        return await().atMost(PATIENCE).until(() -> partner.page(TOPIC, "limit=1000"), page -> page.status() == 200);
    }

    @Test
    void whileTheBrokerIsAwayPagesSayWhenToComeBackAndStreamsWait() {
        try (Publisher publisher = publisher()) {
            publisher.publish(20, 5, "before");
        }
        firstPage();
        Following following = partner.follow(TOPIC, "");
        await().atMost(PATIENCE).until(() -> following.events.size() == 20);
        kafka.close();

        Answer page = partner.page(TOPIC, "limit=10");
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.headers()).containsKey("retry-after");
        assertThat(page.body().path("type").asString()).endsWith("/broker-away");
        assertThat(partner.page(TOPIC, "limit=10&wait=5").status()).isEqualTo(503);
        Following late = partner.follow(TOPIC, "");
        await().atMost(PATIENCE).until(() -> late.comments.get() > 0);
        assertThat(following.ended).isFalse();
        assertThat(partner.raw("/api/v1/event-types").statusCode()).isEqualTo(200);

        startKafka();
        try (Publisher publisher = publisher()) {
            publisher.publish(7, 5, "after");
            await().atMost(PATIENCE).until(() -> following.events.size() == 27 && late.events.size() == 27);
            assertThat(following.ids()).containsAll(publisher.published()).doesNotHaveDuplicates();
        }
        assertThat(late.ids()).containsExactlyInAnyOrderElementsOf(following.ids());
        assertThat(firstPage().ids()).hasSize(27);
        following.close();
        late.close();
    }

    @Test
    void aStopEndsConnectionsAtOnceAndReadersGoOnAtTheNextStart() throws Exception {
        try (Publisher publisher = publisher()) {
            publisher.publish(30, 5, "before");
            Answer page = firstPage();
            Following following = partner.follow(TOPIC, "");
            await().atMost(PATIENCE).until(() -> following.events.size() == 30);
            CompletableFuture<Answer> waiting = partner.getLater(EVENTS + "?wait=30&after=" + page.cursor());
            await().atMost(PATIENCE)
                    .until(() -> service.getBean(Streams.class)
                                    .of(TOPIC)
                                    .subscribers()
                                    .size()
                            == 2);

            long begin = System.nanoTime();
            service.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
            await().atMost(PATIENCE).until(() -> following.ended);
            assertThat(following.response.get(60, TimeUnit.SECONDS).statusCode())
                    .isEqualTo(200);
            assertThat(waiting.get(60, TimeUnit.SECONDS).status()).isEqualTo(503);

            publisher.publish(5, 5, "meanwhile");
            startService();
            firstPage();
            String last = following.events.get(29).id();
            try (Following again = partner.follow(TOPIC, "", "Last-Event-ID", last)) {
                await().atMost(PATIENCE).until(() -> again.events.size() == 5);
                assertThat(again.ids())
                        .containsExactlyInAnyOrderElementsOf(
                                publisher.published().subList(30, 35));
            }
            assertThat(partner.page(TOPIC, "after=" + page.cursor()).ids()).hasSize(5);
        }
    }

    @Test
    void aStreamThatEndsBeforeItsFirstReadIsAnsweredSaysWhenToComeBack() {
        service.close();
        startService("--rhannu.streams.patience=1m"); // far more than a connection may be silent
        firstPage();
        kafka.close();

        HttpResponse<String> answer = partner.raw(EVENTS, "Accept", "text/event-stream");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("/broker-away");
        assertThat(service.getBean(Streams.class).of(TOPIC).subscribers()).isEmpty();

        startKafka();
        try (Following again = partner.follow(TOPIC, "")) {
            await().atMost(PATIENCE).until(() -> again.comments.get() > 0);
        }
    }

    @Test
    void aTopicThatIsNotThereYetIsEmptyAndBeginsWhenItIsMade() throws Exception {
        String late = "tests.late";
        Answer empty = await().atMost(PATIENCE).until(() -> partner.page(late, ""), page -> page.status() == 200);
        assertThat(empty.ids()).isEmpty();
        Following following = partner.follow(late, "");
        await().atMost(PATIENCE).until(() -> following.comments.get() > 0);
        CompletableFuture<Answer> waiting =
                partner.getLater("/api/v1/streams/" + late + "/events?wait=30&after=" + empty.cursor());

        create(late);
        try (Publisher publisher = new Publisher(late, "127.0.0.1:" + port)) {
            publisher.publish(3, 3, "first");

            await().atMost(PATIENCE).until(() -> following.events.size() == 3);
            assertThat(following.ids()).containsExactlyInAnyOrderElementsOf(publisher.published());
            assertThat(publisher.published())
                    .containsAll(waiting.get(90, TimeUnit.SECONDS).ids());
            assertThat(partner.page(late, "after=" + empty.cursor()).ids())
                    .containsExactlyInAnyOrderElementsOf(publisher.published());
        }
        following.close();
    }

    @Test
    void aCursorOfATopicThatWasMadeAnewIsGone() throws Exception {
        try (Publisher publisher = publisher()) {
            publisher.publish(10, 5, "of the first");
        }
        String cursor = firstPage().cursor();
        Following following = partner.follow(TOPIC, "");
        await().atMost(PATIENCE).until(() -> following.events.size() == 10);
        delete(TOPIC);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> {
                    create(TOPIC);
                    return true;
                });
        try (Publisher publisher = publisher()) {
            publisher.publish(50, 5, "of the second");

            await().atMost(PATIENCE).until(() -> following.ended);
            await().atMost(PATIENCE)
                    .until(() -> partner.page(TOPIC, "after=" + cursor).status() == 410);
            assertThat(partner.raw(
                                    EVENTS,
                                    "Accept",
                                    "text/event-stream",
                                    "Last-Event-ID",
                                    following.events.get(9).id())
                            .statusCode())
                    .isEqualTo(410);
            assertThat(firstPage().ids()).containsExactlyInAnyOrderElementsOf(publisher.published());
        }
    }
}
