package wales.rhannu.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import wales.rhannu.testplatform.Api;
import wales.rhannu.testplatform.Api.Answer;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Follower;
import wales.rhannu.testplatform.ImportClient;
import wales.rhannu.testplatform.ImportClient.Progress;
import wales.rhannu.testplatform.Platform;
import wales.rhannu.testplatform.Platform.Instance;
import wales.rhannu.testplatform.PlatformTopic;
import wales.rhannu.testplatform.WriteLoad;
import wales.rhannu.testplatform.WriteLoad.Acknowledgement;

/** Two instances of every service and two gateways that know them all, on one broker and one database; then one of each is killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoOfEachIT {

    private static final List<String> SERVICES = List.of("membership", "casestudy", "partner", "events", "feedback");

    /** What anybody may read of each. */
    private static final Map<String, String> LISTS = Map.of(
            "membership", "/api/v1/organisations",
            "casestudy", "/api/v1/case-studies",
            "partner", "/api/v1/streams",
            "events", "/api/v1/meetups",
            "feedback", "/api/v1/rankings");

    private final Platform platform = SharedPlatform.running();
    private final Map<String, Instance> second = new LinkedHashMap<>();
    private final List<Instance> gateways = new ArrayList<>();

    @BeforeAll
    void startThem() {
        SERVICES.forEach(service -> second.put(service, platform.another(service + "-service", Map.of())));
        Map<String, String> addresses = new HashMap<>();
        SERVICES.forEach(service -> addresses.put("rhannu.services." + service, String.join(",", bothOf(service))));
        gateways.add(platform.another("gateway", addresses));
        gateways.add(platform.another("gateway", addresses));
        // seven processes that start at once
        platform.awaitReady(second.values().toArray(Instance[]::new));
        platform.awaitReady(gateways.toArray(Instance[]::new));
        for (Instance gateway : gateways) {
            await("the gateway to have two instances of each")
                    .atMost(Duration.ofSeconds(180))
                    .until(() -> {
                        JsonNode seen =
                                at(gateway, null).get("/api/v1/status").json().path("services");
                        return SERVICES.stream()
                                .allMatch(service -> seen.path(service)
                                                .path("instances")
                                                .path("up")
                                                .asInt()
                                        == 2);
                    });
        }
    }

    @AfterAll
    void endThem() throws InterruptedException {
        List<Instance> all =
                Stream.concat(second.values().stream(), gateways.stream()).toList();
        all.forEach(each -> each.process().destroy());
        for (Instance each : all) {
            // a gateway that goes on looking at instances does not end; how busy the machine is the others show
            assertThat(each.process().waitFor(gateways.contains(each) ? 12 : 120, TimeUnit.SECONDS))
                    .as(each + " to have ended")
                    .isTrue();
        }
        platform.awaitReady();
    }

    private List<String> bothOf(String service) {
        return List.of(firstOf(service), secondOf(service));
    }

    private String secondOf(String service) {
        Instance other = second.get(service);
        return other == null ? "" : other.base();
    }

    private String firstOf(String service) {
        return "http://localhost:" + platform.port(service + "-service");
    }

    private Api at(Instance gateway, @Nullable String person) {
        return platform.directly(gateway.base(), person);
    }

    private Author authorAt(Instance gateway) {
        return new Author(at(gateway, "author"), at(gateway, "facilitator"));
    }

    /** One who wants to come. */
    private record Arrival(String member, Api api, String mode) {}

    /** What they were told, and when they asked and were told. */
    private record Outcome(Arrival arrival, JsonNode told, long asked, long answered) {}

    @Test
    @Order(1)
    void twoHundredWhoWantFiftyPlacesAtOnceGetThemOnceAndWaitAsTheyArrived() throws Exception {
        Map<String, Integer> places = Map.of("in-person", 30, "online", 20);
        Api organiser = at(gateways.get(0), "organiser");
        String path = "/api/v1/meetups/"
                + organiser
                        .post(
                                "/api/v1/meetups",
                                """
                                {"title": {"cy": "Llawn", "en": "Full"}, "description": {"cy": "Cwrdd", "en": "We meet"},
                                 "starts": "%1$sT14:00", "ends": "%1$sT16:00", "zone": "Europe/London",
                                 "mode": "hybrid", "places": {"inPerson": 30, "online": 20},
                                 "venue": {"name": "Y Llyfrgell", "address": {"cy": "Caerdydd", "en": "Cardiff"}},
                                 "joinUrl": "https://meet.example/full"}
                                """
                                        .formatted(LocalDate.now(ZoneOffset.UTC).plusWeeks(3)))
                        .mustSucceed()
                        .json()
                        .path("id")
                        .asString("");
        organiser.post(path + "/publication").mustSucceed();
        Map<String, Double> before = new HashMap<>();
        bothOf("events").forEach(base -> before.put(base, counted(base, "http_server_requests_seconds_count", "PUT")));

        Tokens tokens = new Tokens(platform);
        List<Arrival> people = IntStream.range(0, 206)
                .mapToObj(i -> {
                    String member = UUID.randomUUID().toString();
                    Api api = at(gateways.get(i / 2 % 2), null).with(tokens.of(member, "demo"));
                    return new Arrival(member, api, i % 2 == 0 ? "in-person" : "online");
                })
                .toList();
        long begun = System.nanoTime();
        List<Outcome> outcomes = new ArrayList<>(inParallel(people.subList(0, 200), arrival -> arrive(arrival, path)));
        System.out.println("200 registered at two instances in " + seconds(begun));
        // and some who come one after the other, by different gateways
        for (Arrival late : people.subList(200, 206)) {
            outcomes.add(arrive(late, path));
        }

        assertThat(bothOf("events")).as("both instances took part").allSatisfy(base -> assertThat(
                        counted(base, "http_server_requests_seconds_count", "PUT"))
                .isGreaterThan(before.getOrDefault(base, 0.0) + 20));
        List<JsonNode> asArrived = organiser.all(path + "/registrations");
        assertThat(asArrived).hasSize(206);
        Map<String, Integer> turn = new HashMap<>();
        asArrived.forEach(each -> turn.put(each.path("member").asString(""), turn.size()));
        assertThat(turn.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        people.stream().map(Arrival::member).toList());
        for (Outcome one : outcomes) {
            for (Outcome other : outcomes) {
                if (one.answered() - other.asked() < 0) {
                    assertThat(turn.get(one.arrival().member()))
                            .as("whoever had an answer before another asked is before them")
                            .isLessThan(turn.get(other.arrival().member()));
                }
            }
        }
        for (String mode : places.keySet()) {
            int there = places.getOrDefault(mode, 0);
            List<JsonNode> ofMode = asArrived.stream()
                    .filter(each -> each.path("mode").asString("").equals(mode))
                    .toList();
            assertThat(ofMode).hasSize(103);
            assertThat(ofMode.subList(0, there))
                    .as("who came first have the places")
                    .allMatch(each -> each.path("state").asString("").equals("registered"));
            assertThat(ofMode.subList(there, 103))
                    .as("who came then wait")
                    .allMatch(each -> each.path("state").asString("").equals("waiting"));
            assertThat(placesGiven(ofMode))
                    .as("places of " + mode)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, there).boxed().toList());
            List<String> waiting = ofMode.subList(there, 103).stream()
                    .map(each -> each.path("member").asString(""))
                    .toList();
            for (Outcome outcome : outcomes) {
                Arrival arrival = outcome.arrival();
                if (arrival.mode().equals(mode)) {
                    boolean waits = waiting.contains(arrival.member());
                    assertThat(outcome.told().path("state").asString("")).isEqualTo(waits ? "waiting" : "registered");
                    if (waits) {
                        // nobody left, so a position is for good
                        assertThat(outcome.told().path("position").asInt())
                                .isEqualTo(1 + waiting.indexOf(arrival.member()));
                    }
                }
            }
        }

        leaveAndBeFollowed(path, people, asArrived, organiser);
    }

    /** Some give up their places at the same time, and those who wait longest have them. */
    private void leaveAndBeFollowed(String path, List<Arrival> people, List<JsonNode> asArrived, Api organiser)
            throws Exception {
        List<String> registered = membersOf(asArrived, "in-person", "registered");
        List<String> waiting = membersOf(asArrived, "in-person", "waiting");
        List<Arrival> leaving = people.stream()
                .filter(person -> registered.indexOf(person.member()) % 3 == 1)
                .toList();
        assertThat(leaving).hasSize(10);
        inParallel(
                leaving,
                person -> person.api().delete(path + "/registrations/me").mustSucceed());
        List<String> next = waiting.subList(0, leaving.size());
        await("the ten who waited longest to have the places")
                .atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> {
                    List<JsonNode> now = organiser.all(path + "/registrations");
                    assertThat(membersOf(now, "in-person", "registered"))
                            .hasSize(30)
                            .containsAll(next);
                    assertThat(membersOf(now, "in-person", "waiting"))
                            .containsExactlyElementsOf(waiting.subList(next.size(), waiting.size()));
                    assertThat(placesGiven(now.stream()
                                    .filter(each ->
                                            each.path("mode").asString("").equals("in-person"))
                                    .toList()))
                            .containsExactlyInAnyOrderElementsOf(
                                    IntStream.rangeClosed(1, 30).boxed().toList());
                });
    }

    private static List<Integer> placesGiven(List<JsonNode> registrations) {
        return registrations.stream()
                .filter(each -> each.hasNonNull("place"))
                .map(each -> each.path("place").asInt())
                .toList();
    }

    private static List<String> membersOf(List<JsonNode> registrations, String mode, String state) {
        return registrations.stream()
                .filter(each -> each.path("mode").asString("").equals(mode)
                        && each.path("state").asString("").equals(state))
                .map(each -> each.path("member").asString(""))
                .toList();
    }

    private static Outcome arrive(Arrival arrival, String path) {
        long asked = System.nanoTime();
        Answer answer = arrival.api().put(path + "/registrations/me", "{\"mode\": \"" + arrival.mode() + "\"}");
        long answered = System.nanoTime();
        return new Outcome(arrival, answer.mustSucceed().json(), asked, answered);
    }

    private static String seconds(long since) {
        return String.format(java.util.Locale.ROOT, "%.1f s", (System.nanoTime() - since) / 1e9);
    }

    private interface Doing<A, B> {
        B done(A with);
    }

    private static <A, B> List<B> inParallel(List<A> many, Doing<A, B> what) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(many.size());
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<B>> all = new ArrayList<>();
            for (A one : many) {
                all.add(threads.submit(() -> {
                    go.await();
                    return what.done(one);
                }));
            }
            go.countDown();
            List<B> results = new ArrayList<>();
            for (Future<B> one : all) {
                results.add(one.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @Order(2)
    void whatOneReadsBothKnow() {
        String code = "T-" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(java.util.Locale.ROOT);
        String organisation = at(gateways.get(0), "facilitator")
                .post(
                        "/api/v1/organisations",
                        "{\"code\": \"" + code + "\", \"kind\": \"charity\", \"name\": {\"cy\": \"" + code
                                + "\", \"en\": \"" + code + "\"}}")
                .mustSucceed()
                .json()
                .path("id")
                .asString("");
        Api admin = at(gateways.get(1), "org-admin");
        String disabled =
                admin.get("/api/v1/members/me").mustSucceed().json().path("id").asString("");
        String published = authorAt(gateways.get(0)).published("Twice " + code);
        Api facilitator = at(gateways.get(1), "facilitator");
        facilitator.post("/api/v1/members/" + disabled + "/disablement").mustSucceed();
        try {
            Tokens tokens = new Tokens(platform);
            String member = tokens.of(UUID.randomUUID().toString(), organisation);
            for (String base : bothOf("casestudy")) {
                Api there = platform.directly(base, null);
                await("the organisation at " + base)
                        .atMost(Duration.ofSeconds(120))
                        .until(() -> there.with(member)
                                .post(Author.STUDIES, Author.study("By " + code))
                                .mustSucceed()
                                .json()
                                .path("organisation")
                                .path("name")
                                .path("en")
                                .asString("")
                                .equals(code));
                await("the case study in the search at " + base)
                        .atMost(Duration.ofSeconds(120))
                        .until(() -> there.get(Author.STUDIES + "?q=" + code)
                                .mustSucceed()
                                .body()
                                .contains(published));
            }
            for (String service : SERVICES) {
                for (String base : bothOf(service)) {
                    await("who is disabled to be refused by " + service + " at " + base)
                            .atMost(Duration.ofSeconds(120))
                            .until(() -> platform.directly(base, "org-admin")
                                            .get(LISTS.getOrDefault(service, ""))
                                            .status()
                                    == 401);
                }
            }
            for (String base : bothOf("partner")) {
                await("the case study on its stream at " + base)
                        .atMost(Duration.ofSeconds(120))
                        .until(() -> platform.directly(base, null)
                                .foldStream(Invariants.PUBLIC)
                                .containsKey(published));
            }
        } finally {
            facilitator.delete("/api/v1/members/" + disabled + "/disablement").mustSucceed();
        }
    }

    @Test
    @Order(3)
    void aSessionIsRenewedAtBothGatewaysAtOnceAndEndedAtOneIsOfNoUseAtTheOther() throws Exception {
        ScriptlessBrowser operator = new ScriptlessBrowser(platform);
        operator.signIn("operator@demo.rhannu.example", "/");
        String due = new SessionCookie(platform)
                .due(operator.session(), Instant.now().plusSeconds(600));
        List<ScriptlessBrowser> tabs = gateways.stream()
                .flatMap(gateway ->
                        Stream.generate(() -> operator.copyAt(gateway.base())).limit(2))
                .toList();
        tabs.forEach(tab -> tab.setSession(due));
        String forOperators = "/api/v1/operations/casestudy/status";
        assertThat(inParallel(tabs, tab -> tab.get(forOperators).statusCode())).containsOnly(200);
        for (ScriptlessBrowser tab : tabs) {
            assertThat(tab.session()).as("renewed").isNotEmpty().isNotEqualTo(due);
            assertThat(tab.get(forOperators).statusCode()).isEqualTo(200);
        }

        ScriptlessBrowser here = tabs.get(0);
        ScriptlessBrowser thief = tabs.get(3);
        assertThat(here.press(here.get("/operations"), "/session/sign-out").statusCode())
                .isEqualTo(200);
        await("a copied cookie to be of no use at the other gateway")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(thief.get("/operations").body()).contains("name=\"email\""));
        assertThat(thief.get(forOperators).statusCode()).isEqualTo(401);
        assertThat(thief.get(Author.STUDIES).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(4)
    void oneOfEachIsKilledAndOnlyWhatItWasAnsweringIsLost() {
        int rows = 1_500;
        String run = UUID.randomUUID().toString().substring(0, 8);
        String mark = "two-import-" + run;
        List.of("author", "facilitator", "organiser").forEach(platform::token);
        Instance doomed = gateways.get(0);
        Instance left = gateways.get(1);
        ImportClient importing = new ImportClient(at(left, "facilitator"));
        Map<String, Double> importedBefore = new HashMap<>();
        bothOf("casestudy").forEach(base -> importedBefore.put(base, imported(base)));

        // it would start again what is killed
        ProcessHandle supervisor = platform.process("rhannu");
        platform.pause(supervisor);
        List<WriteLoad.Study> byDoomed;
        List<WriteLoad.Study> byLeft;
        Progress end;
        List<JsonNode> followed;
        try (Follower follower = new Follower(List.of(doomed.base(), left.base()), Invariants.PUBLIC);
                WriteLoad atDoomed = WriteLoad.begin(authorAt(doomed), "two-a-" + run, 2, false);
                WriteLoad atLeft = WriteLoad.begin(authorAt(left), "two-b-" + run, 2, false)) {
            awaitMore(atDoomed);
            awaitMore(atLeft);
            String location =
                    importing.begin("made-up.csv", ImportClient.madeUp(mark, rows), ImportClient.madeUpMapping(mark));
            Predicate<String> imports = base -> imported(base) > importedBefore.getOrDefault(base, 0.0);
            String importer = await("an instance to import")
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(120))
                    .until(
                            () -> bothOf("casestudy").stream()
                                    .filter(imports)
                                    .findFirst()
                                    .orElse(""),
                            base -> !base.isEmpty());
            assertThat(importing.progress(location).isEnded())
                    .as("the import had ended before the kill")
                    .isFalse();
            kill("casestudy", importer);
            long killed = System.nanoTime();
            awaitMore(atDoomed);
            awaitMore(atLeft);
            System.out.println("Five more were published at each gateway " + seconds(killed)
                    + " after casestudy-service was killed");

            int connections = follower.connections();
            kill(
                    "partner",
                    bothOf("partner").stream()
                            .filter(base -> counted(base, "rhannu_stream_subscribers", Invariants.PUBLIC) > 0)
                            .findFirst()
                            .orElseThrow());
            await("the reader of the stream to be back")
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> follower.connections() > connections);

            // the one that relays, and two that do not
            kill("membership", firstOf("membership"));
            kill("events", secondOf("events"));
            kill("feedback", secondOf("feedback"));
            SERVICES.forEach(service -> readable(left, service));

            doomed.kill();
            awaitMore(atLeft);
            theOthersRelay(left, run);
            end = await("the import to end")
                    .atMost(Duration.ofSeconds(240))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> importing.progress(location), Progress::isEnded);
            assertThat(bothOf("casestudy").stream().filter(imports))
                    .as("who went on with the import")
                    .hasSize(1)
                    .doesNotContain(importer);
            atDoomed.close();
            atLeft.close();
            byDoomed = atDoomed.studies();
            byLeft = atLeft.studies();
            Invariants promises = new Invariants(platform, person -> at(left, person));
            promises.hold(Stream.concat(byDoomed.stream(), byLeft.stream()).toList());
            Set<String> ofThisTest = idsOnTopic(run);
            await("the reader of the stream to have all of it")
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(ids(follower.events())).containsAll(ofThisTest));
            followed = follower.events();
        } finally {
            platform.resume(supervisor);
        }

        assertThat(end.state()).as(end.json().toString()).isEqualTo("done");
        assertThat(end.done()).isEqualTo(rows);
        assertThat(end.refused()).isZero();
        assertThat(platform.topic(Invariants.PUBLIC).latest().values().stream()
                        .filter(event -> Invariants.title(event.state()).startsWith(mark + " "))
                        .count())
                .as("imported rows on the public topic")
                .isEqualTo(rows);
        assertThat(ids(followed)).as("nothing came twice").doesNotHaveDuplicates();
        // two people at each gateway had one request each on the way when casestudy-service was killed, at most
        assertThat(failed(byLeft))
                .as("what failed at the gateway that was left")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(Stream.concat(byDoomed.stream(), byLeft.stream())
                        .flatMap(TwoOfEachIT::told)
                        .toList())
                .doesNotContain(Acknowledgement.REFUSED);
    }

    private static void awaitMore(WriteLoad writing) {
        int before = writing.published();
        await("people to publish").atMost(Duration.ofSeconds(180)).until(() -> writing.published() >= before + 5);
    }

    private void kill(String service, String base) {
        Instance other = second.get(service);
        if (other != null && other.base().equals(base)) {
            other.kill();
        } else {
            platform.kill(service + "-service");
        }
    }

    /** At once, and each time. */
    private void readable(Instance gateway, String service) {
        for (int i = 0; i < 10; i++) {
            at(gateway, null).get(LISTS.getOrDefault(service, "")).mustSucceed();
        }
    }

    /** What is written now comes out all the same, where the instance that relayed was killed and where it was the other. */
    private void theOthersRelay(Instance gateway, String run) {
        Api facilitator = at(gateway, "facilitator");
        String organisation = facilitator
                .post(
                        "/api/v1/organisations",
                        "{\"code\": \"R-" + run
                                + "\", \"kind\": \"charity\", \"name\": {\"cy\": \"A\", \"en\": \"A\"}}")
                .mustSucceed()
                .json()
                .path("id")
                .asString("");
        String ranking = facilitator
                .post(
                        "/api/v1/rankings",
                        """
                        {"title": {"cy": "Pa un?", "en": "Which?"}, "options": [
                         {"id": "a", "title": {"cy": "A", "en": "A"}}, {"id": "b", "title": {"cy": "B", "en": "B"}}]}
                        """)
                .mustSucceed()
                .json()
                .path("id")
                .asString("");
        facilitator.post("/api/v1/rankings/" + ranking + "/opening").mustSucceed();
        String meetup = at(gateway, "organiser")
                .post(
                        "/api/v1/meetups",
                        """
                        {"title": {"cy": "Cwrdd", "en": "Meeting"}, "description": {"cy": "Cwrdd", "en": "We meet"},
                         "starts": "%1$sT14:00", "ends": "%1$sT16:00", "zone": "Europe/London",
                         "mode": "online", "places": {"online": 5}, "joinUrl": "https://meet.example/left"}
                        """
                                .formatted(LocalDate.now(ZoneOffset.UTC).plusWeeks(2)))
                .mustSucceed()
                .json()
                .path("id")
                .asString("");
        at(gateway, "organiser")
                .post("/api/v1/meetups/" + meetup + "/publication")
                .mustSucceed();
        Map.of("membership.organisations", organisation, "feedback.rankings", ranking, "events.meetups", meetup)
                .forEach((topic, id) -> await(id + " on " + topic)
                        .atMost(Duration.ofSeconds(120))
                        .until(() -> platform.topic(topic).latest().containsKey(id)));
    }

    private Set<String> idsOnTopic(String run) {
        Set<String> ids = new HashSet<>();
        for (PlatformTopic.Event event : platform.topic(Invariants.PUBLIC).read()) {
            if (event.data() != null && Invariants.title(event.state()).contains(run)) {
                ids.add(event.subject() + "-" + event.sequence());
            }
        }
        assertThat(ids).hasSizeGreaterThan(1_500);
        return ids;
    }

    private static List<String> ids(List<JsonNode> events) {
        return events.stream().map(event -> event.path("id").asString("")).toList();
    }

    private static Stream<Acknowledgement> told(WriteLoad.Study study) {
        return Stream.of(study.drafted(), study.retitled(), study.submitted(), study.published());
    }

    private static List<WriteLoad.Study> failed(List<WriteLoad.Study> studies) {
        return studies.stream()
                .filter(study -> told(study).anyMatch(told -> told == Acknowledgement.UNKNOWN))
                .toList();
    }

    private double imported(String base) {
        return counted(base, "rhannu_import_rows_total", "");
    }

    /** The sum of the samples with this name whose labels contain a text; 0 where nobody answers. */
    private double counted(String base, String metric, String label) {
        double sum = 0;
        try {
            Matcher samples = Pattern.compile("(?m)^" + metric + "(\\{.*})? (\\S+)$")
                    .matcher(platform.directly(base, null)
                            .get("/actuator/prometheus")
                            .body());
            while (samples.find()) {
                String labels = samples.group(1) == null ? "" : samples.group(1);
                sum += labels.contains(label) ? Double.parseDouble(samples.group(2)) : 0;
            }
        } catch (Api.NoAnswer e) {
            return 0;
        }
        return sum;
    }
}
