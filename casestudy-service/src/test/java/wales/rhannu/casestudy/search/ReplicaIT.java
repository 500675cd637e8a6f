package wales.rhannu.casestudy.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wales.rhannu.casestudy.Api.AUTHOR;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.casestudy.Api;
import wales.rhannu.casestudy.CaseStudyApplication;
import wales.rhannu.casestudy.CaseStudyServiceTest;
import wales.rhannu.casestudy.study.ImportedStudies;
import wales.rhannu.starter.mongo.Cursors;
import wales.rhannu.starter.test.TestApi.Answer;

@CaseStudyServiceTest
class ReplicaIT {

    @LocalServerPort
    int port;

    @Autowired
    Environment environment;

    @Autowired
    ImportedStudies imported;

    @Autowired
    MongoTemplate mongo;

    Api api = new Api(0);

    @BeforeEach
    void begin() {
        api = new Api(port);
    }

    private ConfigurableApplicationContext replica(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0"));
        arguments.addAll(List.of(more));
        for (String name : List.of(
                "spring.mongodb.uri",
                "spring.kafka.bootstrap-servers",
                "rhannu.security.issuer",
                "rhannu.security.audience",
                "rhannu.security.jwks-uri")) {
            arguments.add("--" + name + "=" + environment.getRequiredProperty(name));
        }
        return new SpringApplicationBuilder(CaseStudyApplication.class, Watched.class)
                .run(arguments.toArray(String[]::new));
    }

    /** Notes how the database is asked for all case studies, and what it gives at once. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Watched implements CommandListener {

        static final List<BsonDocument> FINDS = new CopyOnWriteArrayList<>();
        static final List<BsonArray> BATCHES = new CopyOnWriteArrayList<>();

        static final AtomicBoolean FAILS = new AtomicBoolean();

        @Bean
        MongoClientSettingsBuilderCustomizer watched() {
            return settings -> settings.addCommandListener(this);
        }

        @Override
        public void commandStarted(CommandStartedEvent event) {
            if (event.getCommandName().equals("find")
                    && event.getCommand().getString("find").getValue().equals("case-studies")
                    && !event.getCommand().getDocument("filter").containsKey("_id")) {
                if (Thread.currentThread().getName().equals("fill-search-index") && FAILS.getAndSet(false)) {
                    throw new StackOverflowError("a fault in the driver, say");
                }
                FINDS.add(BsonDocument.parse(event.getCommand().toJson()));
            }
        }

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            BsonDocument cursor = event.getResponse().getDocument("cursor", new BsonDocument());
            for (String batch : List.of("firstBatch", "nextBatch")) {
                BsonArray documents = BsonDocument.parse(cursor.toJson()).getArray(batch, new BsonArray());
                // what is relayed besides is another matter
                if (documents.stream().anyMatch(one -> one.asDocument().containsKey("state"))) {
                    BATCHES.add(documents);
                }
            }
        }
    }

    private static long total(Api at, String word) {
        return at.search("q=" + word, null).json().path("total").longValue();
    }

    /** What whoever sends it requests asks, without a token. */
    private static int readiness(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void anotherInstanceFindsWhatThereWasAndWhatIsWrittenElsewhereSince() throws Exception {
        String before = Api.unique();
        String since = Api.unique();
        api.published(Api.complete(before));
        try (ConfigurableApplicationContext replica = replica()) {
            int there = replica.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            Api other = new Api(there);
            findsOne(replica, before);
            assertThat(readiness(there)).isEqualTo(200);

            String id = api.published(Api.complete(since));
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(total(other, since)).isEqualTo(1));
            api.act(id, "archival", AUTHOR);
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(total(other, since)).isZero());
        }
    }

    @Test
    void anIndexIsFilledByFewAtOnceAndWithoutTheValuesOfTheirSources() {
        String word = Api.unique();
        for (int i = 0; i < 40; i++) {
            imported.take(
                    UUID.randomUUID().toString(),
                    (ObjectNode) Api.json(
                            """
                            {"title": {"en": "%s"}, "summary": {"en": "s"},
                             "source": {"name": "n", "row": "%d", "organisation": "o",
                                        "raw": [{"column": "c", "value": "a value of the file"}]}}
                            """
                                    .formatted(word, i)),
                    true,
                    "facilitator");
        }
        Watched.FINDS.clear();
        Watched.BATCHES.clear();
        try (ConfigurableApplicationContext replica = replica()) {
            finds(40, replica, word);
        }
        assertThat(Watched.FINDS).anySatisfy(find -> {
            assertThat(find).containsKeys("batchSize", "projection");
            assertThat(find.getNumber("batchSize").intValue()).isLessThanOrEqualTo(Cursors.BATCH_SIZE);
            assertThat(find.getDocument("projection")).containsKeys("state.content.source.raw", "outbox", "requests");
        });
        assertThat(Watched.BATCHES)
                .isNotEmpty()
                .allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(Cursors.BATCH_SIZE))
                .noneSatisfy(batch -> assertThat(batch.toString()).contains("a value of the file"));
    }

    @Test
    void anErrorWhileItIsFilledIsNotTheEndOfSearching() {
        String word = Api.unique();
        api.published(Api.complete(word));
        Watched.FAILS.set(true);
        try (ConfigurableApplicationContext replica = replica()) {
            findsOne(replica, word);
            assertThat(Watched.FAILS).isFalse();
        }
    }

    @Test
    void oneThatCannotBeReadKeepsNoOtherOut() {
        String word = Api.unique();
        Document unreadable = new Document("_id", UUID.randomUUID().toString())
                .append("version", 1L)
                .append("sequence", 1L)
                .append("state", new Document("content", 5));
        mongo.getCollection("case-studies").insertOne(unreadable);
        api.published(Api.complete(word));
        try (ConfigurableApplicationContext replica = replica()) {
            findsOne(replica, word);
        } finally {
            mongo.getCollection("case-studies").deleteOne(new Document("_id", unreadable.get("_id")));
        }
    }

    private static void findsOne(ConfigurableApplicationContext replica, String word) {
        finds(1, replica, word);
    }

    /** A search that comes while the index is filled is told to come again. */
    private static void finds(int studies, ConfigurableApplicationContext replica, String word) {
        Api other = new Api(replica.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            Answer answer = other.search("q=" + word, null);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("total").longValue()).isEqualTo(studies);
        });
    }

    @Test
    void anIndexThatCannotBeWrittenIsFilledAnew(@TempDir Path folder) throws Exception {
        String before = Api.unique();
        String since = Api.unique();
        api.published(Api.complete(before));
        Path own = folder.resolve("index");
        try (ConfigurableApplicationContext replica = replica("--rhannu.search.folder=" + own)) {
            findsOne(replica, before);

            // the index may be writing
            await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> {
                FileSystemUtils.deleteRecursively(own);
                return Files.notExists(own);
            });
            api.published(Api.complete(since));
            findsOne(replica, since);
            findsOne(replica, before);
        }
    }
}
