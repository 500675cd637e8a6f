package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Follower;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.Platform.Instance;
import wales.rhannu.testplatform.PlatformTopic;
import wales.rhannu.testplatform.WriteLoad;
import wales.rhannu.testplatform.WriteLoad.Acknowledgement;

/**
 * Three brokers, and services of their own on them. One broker after another is killed while people write: the one that
 * coordinates the relay's transactions, and the one that decides for all.
 */
class ThreeBrokersIT {

    private final Platform platform = SharedPlatform.running();

    @Test
    void aBrokerIsKilledUnderLoadAndNothingIsLost() {
        String run = UUID.randomUUID().toString().substring(0, 8);
        List.of("author", "facilitator").forEach(platform::token);
        try (BrokerCluster brokers =
                        new BrokerCluster(platform, BrokerCluster.freshFolder(Path.of("target", "three-brokers")));
                Instance membership = service("membership", run, brokers);
                Instance casestudy = service("casestudy", run, brokers);
                Instance partner = service("partner", run, brokers)) {
            brokers.awaitInSync();
            platform.awaitReady(membership, casestudy, partner);
            Author author = new Author(
                    platform.directly(casestudy.base(), "author"), platform.directly(casestudy.base(), "facilitator"));
            awaitItsName(author);
            Invariants promises = new Invariants(
                    brokers.bootstrapServers(),
                    database("casestudy", run),
                    person -> platform.directly(casestudy.base(), person));
            PlatformTopic open = new PlatformTopic(brokers.bootstrapServers(), Invariants.PUBLIC);
            await("the topic")
                    .atMost(Duration.ofSeconds(180))
                    .until(() -> PlatformTopic.names(brokers.bootstrapServers()).contains(Invariants.PUBLIC));

            List<WriteLoad.Study> studies;
            try (Follower follower = new Follower(List.of(partner.base()), Invariants.PUBLIC);
                    WriteLoad writing = WriteLoad.begin(author, "three-" + run, 2, false, Duration.ofMillis(50))) {
                awaitOnStream(writing, follower, 10);
                System.out.printf(Locale.ROOT, "From write to commit on three brokers: %.0f ms%n", relayed(casestudy));
                assertThat(brokers.withFewerCopies()).isEmpty();
                String relay = brokers.transactionalIds().stream()
                        .filter(id -> id.contains("casestudy"))
                        .findFirst()
                        .orElseThrow();
                int coordinator = brokers.coordinatorOf(relay);
                kill(brokers, coordinator, membership, run, writing, follower);
                brokers.start(coordinator);
                brokers.awaitInSync();
                int controller = brokers.controller();
                // and this one does not come back: two are enough
                kill(
                        brokers,
                        controller == coordinator ? coordinator % 3 + 1 : controller,
                        membership,
                        run,
                        writing,
                        follower);
                writing.close();
                studies = writing.studies();
                promises.hold(studies);
                Set<String> published = idsOf(open.read());
                await("the reader of the stream to have all of it")
                        .atMost(Duration.ofSeconds(180))
                        .untilAsserted(() -> assertThat(ids(follower)).containsAll(published));
                assertThat(ids(follower)).as("nothing came twice").doesNotHaveDuplicates();
            }
            assertThat(studies)
                    .as("a writer does not see that a broker is away")
                    .allSatisfy(study -> assertThat(
                                    Stream.of(study.drafted(), study.retitled(), study.submitted(), study.published()))
                            .as(study.toString())
                            .containsOnly(Acknowledgement.DONE));
            assertThat(promises.deadLetters()).isEmpty();
            System.out.println(studies.size() + " case studies were published while two of three brokers were killed");
        }
    }

    /** Until casestudy-service knows what organisations are called: a study that gets the name later has another version. */
    private static void awaitItsName(Author author) {
        String id = author.draft("named", UUID.randomUUID())
                .mustSucceed()
                .json()
                .path("id")
                .asString("");
        await("the name of the author's organisation")
                .atMost(Duration.ofSeconds(180))
                .until(() ->
                        author.read(id).mustSucceed().json().at("/organisation").has("name"));
    }

    private String database(String service, String run) {
        return platform.mongoUri(service + "-" + run);
    }

    /** With a database of its own in the platform's server; it takes the platform's tokens. */
    private Instance service(String service, String run, BrokerCluster brokers) {
        return platform.another(
                service + "-service",
                Map.of(
                        "spring.kafka.bootstrap-servers", brokers.bootstrapServers(),
                        "spring.mongodb.uri", database(service, run),
                        "rhannu.topics.replication", "3",
                        "rhannu.demo", Boolean.toString(service.equals("membership"))));
    }

    private void kill(
            BrokerCluster brokers, int broker, Instance membership, String run, WriteLoad writing, Follower follower) {
        brokers.kill(broker);
        long killed = System.nanoTime();
        List<String> organisations = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            organisations.add(organisation(membership, "B" + broker + i + "-" + run));
        }
        awaitOnStream(writing, follower, 1);
        System.out.printf(
                Locale.ROOT,
                "What was written after broker %d was killed was on the stream %.1f s after%n",
                broker,
                (System.nanoTime() - killed) / 1e9);
        awaitOnStream(writing, follower, 10);
        PlatformTopic listed = new PlatformTopic(brokers.bootstrapServers(), "membership.organisations");
        await("what was listed meanwhile")
                .atMost(Duration.ofSeconds(180))
                .until(() -> listed.latest().keySet().containsAll(organisations));
    }

    /** How long the relay took so far, on average, in milliseconds. */
    private double relayed(Instance service) {
        String metrics = platform.directly(service.base(), null)
                .get("/actuator/prometheus")
                .body();
        return 1_000
                * sample(metrics, "rhannu_relay_latency_seconds_sum")
                / sample(metrics, "rhannu_relay_latency_seconds_count");
    }

    private static double sample(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String organisation(Instance membership, String code) {
        return platform.directly(membership.base(), "facilitator")
                .post(
                        "/api/v1/organisations",
                        "{\"code\": \"" + code + "\", \"kind\": \"charity\", \"name\": {\"cy\": \"A\", \"en\": \"A\"}}")
                .mustSucceed()
                .json()
                .path("id")
                .asString("");
    }

    /** What is written from now on comes out as well. */
    private static void awaitOnStream(WriteLoad writing, Follower follower, int more) {
        Set<String> before = new HashSet<>();
        writing.studies().forEach(study -> study.id().ifPresent(before::add));
        await("what is published now to be on the stream")
                .atMost(Duration.ofSeconds(180))
                .until(() -> {
                    Set<String> now = new TreeSet<>();
                    follower.events()
                            .forEach(event -> now.add(event.path("subject").asString("")));
                    now.removeAll(before);
                    return now.size() >= more;
                });
    }

    private static List<String> ids(Follower follower) {
        return follower.events().stream()
                .map((JsonNode event) -> event.path("id").asString(""))
                .toList();
    }

    private static Set<String> idsOf(List<PlatformTopic.Event> events) {
        Set<String> ids = new HashSet<>();
        events.forEach(event -> ids.add(event.subject() + "-" + event.sequence()));
        return ids;
    }
}
