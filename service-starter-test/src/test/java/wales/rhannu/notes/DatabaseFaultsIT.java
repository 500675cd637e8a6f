package wales.rhannu.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import wales.rhannu.notes.NotesService.Group;
import wales.rhannu.starter.consume.ReadModel;
import wales.rhannu.starter.test.MongoFaultProxy;
import wales.rhannu.starter.test.MongoFaultProxy.Fault;
import wales.rhannu.starter.test.PlatformTest;
import wales.rhannu.starter.test.TestApi;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

/** A service whose database answers as a replica set in trouble does, or not at all. */
@PlatformTest(topics = "groups.groups")
@DirtiesContext
class DatabaseFaultsIT {

    private static final MongoFaultProxy DATABASE = MongoFaultProxy.start();

    /** A service has answered before a gateway gives it up. */
    private static final Duration GATEWAYS_PATIENCE = Duration.ofSeconds(30);

    private static final String DEAD_LETTERS = "dlq.notes-service.groups.groups";
    private static final String MEMBER = TestTokens.member("m-1").bearer();

    @DynamicPropertySource
    static void throughTheProxy(DynamicPropertyRegistry properties) {
        properties.add(
                "spring.mongodb.uri",
                // a service's own default is longer than a test should take
                () -> DATABASE.uri("faults" + UUID.randomUUID().toString().substring(0, 8)) + "&socketTimeoutMS=2000");
    }

    @LocalServerPort
    int port;

    @Autowired
    ReadModel<Group> groups;

    @AfterEach
    void mend() {
        DATABASE.back();
    }

    @AfterAll
    static void end() {
        DATABASE.close();
    }

    private Answer write(String body, String... headers) {
        return new TestApi(port).post("/notes", MEMBER, body, headers);
    }

    private Answer read(String id) {
        return new TestApi(port).get("/notes/" + id, MEMBER);
    }

    private static void assertAway(Answer answer) {
        answer.must(503);
        assertThat(answer.problem()).isEqualTo("database-away");
        assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
    }

    @Nested
    class OverHttp {

        @ParameterizedTest
        @ValueSource(ints = {11600, 11602, 10107, 189, 13436, 91, 262, 365, 50, 112, 14031})
        void aReadThatFailsIsToldToTryAgain(int code) {
            String id = write("{\"text\":\"a\"}").must(201).id();

            try (Fault unused = DATABASE.answer("find", code)) {
                assertAway(read(id));
            }
            read(id).must(200);
        }

        @Test
        void aLabelIsEnough() {
            String id = write("{\"text\":\"a\"}").must(201).id();

            try (Fault unused = DATABASE.answer("find", 9_999_999, "RetryableError")) {
                assertAway(read(id));
            }
        }

        @Test
        void whatTheDatabaseWillNeverGrantIsAFaultOfOurs() {
            String id = write("{\"text\":\"a\"}").must(201).id();

            try (Fault unused = DATABASE.answer("find", 2)) {
                read(id).must(500);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {11602, 10107, 91, 112, 14031})
        void aCreationIsDoneOnceByItsRepeat(int code) {
            String key = UUID.randomUUID().toString();

            try (Fault unused = DATABASE.answer("insert", code)) {
                assertAway(write("{\"text\":\"once\"}", "Idempotency-Key", key));
            }
            write("{\"text\":\"once\"}", "Idempotency-Key", key).must(201);
        }

        @Test
        void aWriteThatTooFewHaveConfirmedIsDoneOnceByItsRepeat() {
            String key = UUID.randomUUID().toString();

            try (Fault unused = DATABASE.unconfirmed("insert", 64)) {
                assertAway(write("{\"text\":\"twice\"}", "Idempotency-Key", key));
            }
            write("{\"text\":\"twice\"}", "Idempotency-Key", key).must(201);
        }

        @Test
        void aChangeIsToldToTryAgain() {
            String id = write("{\"text\":\"a\"}").must(201).id();
            TestApi api = new TestApi(port);

            try (Fault update = DATABASE.answer("update", 11602);
                    Fault modify = DATABASE.answer("findAndModify", 11602)) {
                assertAway(api.send("PUT", "/notes/" + id, MEMBER, "{\"text\":\"b\"}", "If-Match", "*"));
                assertThat(update.met() + modify.met()).isPositive();
            }
            api.send("PUT", "/notes/" + id, MEMBER, "{\"text\":\"b\"}", "If-Match", "*")
                    .must(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"find, 11602, 2", "find, 50, 1", "insert, 112, 1", "insert, 91, 1", "insert, 14031, 1"})
    void aConsumerWaitsAndLosesNothing(String command, int code, int timesPerTry) {
        String id = UUID.randomUUID().toString();

        try (Fault fault = DATABASE.answer(command, sent -> isOf(sent.toString(), "groups"), code)) {
            TestTopics.publish(
                    "groups.groups",
                    "wales.rhannu.groups.group-made.v1",
                    id,
                    1,
                    "{\"state\":{\"name\":\"Automation\"},\"change\":{}}");
            // one that fails by itself has three tries
            await().atMost(Duration.ofSeconds(120)).until(() -> fault.met() > 3 * timesPerTry);
        }
        await().atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> assertThat(groups.find(id)).contains(new Group("Automation")));
        assertThat(TestTopics.keys(DEAD_LETTERS)).doesNotContain(id);
    }

    private static boolean isOf(String command, String collection) {
        return command.contains(collection);
    }

    @Nested
    class WithoutADatabase {

        @Test
        void itIsAliveAndNotReadyAndSaysWhenToTryAgain() throws Exception {
            String id = write("{\"text\":\"a\"}").must(201).id();
            DATABASE.away();

            long begun = System.nanoTime();
            assertAway(read(id));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(GATEWAYS_PATIENCE);
            await().atMost(Duration.ofSeconds(60)).until(() -> health("readiness") == 503);
            assertThat(health("liveness")).isEqualTo(200);

            DATABASE.back();
            await().atMost(Duration.ofSeconds(60)).until(() -> health("readiness") == 200);
            read(id).must(200);
        }

        @Test
        void thatHangsIsFoundOut() throws Exception {
            String id = write("{\"text\":\"a\"}").must(201).id();
            DATABASE.silent();

            long begun = System.nanoTime();
            assertAway(read(id));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(GATEWAYS_PATIENCE);
            await().atMost(Duration.ofSeconds(60)).until(() -> health("readiness") == 503);

            DATABASE.back();
            await().atMost(Duration.ofSeconds(60)).until(() -> health("readiness") == 200);
            read(id).must(200);
        }

        private int health(String group) throws IOException, InterruptedException {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/" + group))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
        }
    }
}
