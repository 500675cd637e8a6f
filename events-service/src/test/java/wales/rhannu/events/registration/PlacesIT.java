package wales.rhannu.events.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import wales.rhannu.events.Api;
import wales.rhannu.events.EventsApplication;
import wales.rhannu.events.EventsServiceTest;
import wales.rhannu.events.meetup.AttendanceMode;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.events.registration.Registration.State;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTopics;

/** Places and waiting lists with two instances of the service at the same database. */
@EventsServiceTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlacesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String TOPIC = "events.registrations.internal";
    private static final String TYPE = "wales.rhannu.events.registration-";

    @LocalServerPort
    int port;

    @Autowired
    Environment environment;

    @Autowired
    SeatAllocation here;

    @Autowired
    Registrations registrations;

    @Autowired
    Meetups meetups;

    @SuppressWarnings("NullAway.Init")
    ConfigurableApplicationContext replica;

    @SuppressWarnings("NullAway.Init")
    SeatAllocation there;

    Api api = new Api(0);

    @BeforeAll
    void startAnother() {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0"));
        for (String name : List.of(
                "spring.mongodb.uri",
                "spring.kafka.bootstrap-servers",
                "rhannu.security.issuer",
                "rhannu.security.audience",
                "rhannu.security.jwks-uri")) {
            arguments.add("--" + name + "=" + environment.getRequiredProperty(name));
        }
        replica = new SpringApplicationBuilder(EventsApplication.class).run(arguments.toArray(String[]::new));
        there = replica.getBean(SeatAllocation.class);
    }

    @AfterAll
    void stopTheOther() {
        replica.close();
    }

    @BeforeEach
    void begin() {
        api = new Api(port);
    }

    /** By each instance in turn. */
    private SeatAllocation instance(int i) {
        return i % 2 == 0 ? here : there;
    }

    private void allAtOnce(int people, IntFunction<Runnable> what) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(people);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            Runnable task = what.apply(i);
            all.add(threads.submit(() -> {
                go.await();
                task.run();
                return null;
            }));
        }
        go.countDown();
        for (Future<?> each : all) {
            each.get(2, TimeUnit.MINUTES);
        }
        threads.shutdown();
    }

    private List<Registration> all(String meetup) {
        return registrations.open(meetup).stream()
                .map(registrations::get)
                .sorted(Comparator.comparing(Registration::arrival))
                .toList();
    }

    private List<Registration> all(String meetup, AttendanceMode mode, State state) {
        return all(meetup).stream()
                .filter(it -> it.mode() == mode && it.state() == state)
                .toList();
    }

    private Registration of(String meetup, String member) {
        return registrations.get(Registration.idOf(meetup, member));
    }

    @Nested
    class ManyAtOnce {

        @Test
        void theLastPlaceGoesToExactlyOneOfFifty() throws Exception {
            String meetup = api.published(Api.complete(1, 0));
            allAtOnce(
                    50,
                    i -> () -> instance(i)
                            .arrive(meetup, "m" + i, AttendanceMode.IN_PERSON, false, RequestContext.unconditional()));

            List<Registration> registered = all(meetup, AttendanceMode.IN_PERSON, State.REGISTERED);
            assertThat(registered).hasSize(1);
            assertThat(registered.get(0).ticket()).isEqualTo(1);
            assertThat(all(meetup, AttendanceMode.IN_PERSON, State.WAITING))
                    .extracting(Registration::ticket)
                    .doesNotHaveDuplicates()
                    .hasSize(49);
        }

        @Test
        void twoHundredForFiftyPlacesInTwoModesByTwoInstances() throws Exception {
            String meetup = api.published(Api.complete(20, 30));
            allAtOnce(
                    200,
                    i -> () -> instance(i / 2)
                            .arrive(
                                    meetup,
                                    "m" + i,
                                    i % 2 == 0 ? AttendanceMode.IN_PERSON : AttendanceMode.ONLINE,
                                    false,
                                    RequestContext.unconditional()));

            assertThat(all(meetup))
                    .hasSize(200)
                    .extracting(Registration::arrival)
                    .doesNotHaveDuplicates();
            for (AttendanceMode mode : AttendanceMode.OF_PLACES) {
                int places = mode == AttendanceMode.ONLINE ? 30 : 20;
                List<Registration> registered = all(meetup, mode, State.REGISTERED);
                List<Registration> waiting = all(meetup, mode, State.WAITING);
                assertThat(registered).hasSize(places);
                assertThat(waiting).hasSize(100 - places);
                Set<Integer> numbers = new HashSet<>();
                registered.forEach(it -> numbers.add(Objects.requireNonNull(it.number())));
                assertThat(numbers).hasSize(places).allMatch(number -> number >= 1 && number <= places);
                assertThat(registered.get(places - 1).ticket())
                        .isLessThan(waiting.get(0).ticket());
                long position = 1;
                for (Registration each : waiting) {
                    assertThat(here.own(each).position()).isEqualTo(position++);
                }
            }
        }

        @Test
        void whoComesAndGoesAtOnceLeavesNoPlaceFreeWhileSomebodyWaits() throws Exception {
            String meetup = api.published(Api.complete(10, 10));
            allAtOnce(40, i -> () -> {
                SeatAllocation instance = instance(i);
                instance.arrive(meetup, "m" + i, AttendanceMode.IN_PERSON, false, RequestContext.unconditional());
                if (i % 4 == 0) {
                    instance.leave(meetup, "m" + i, RequestContext.unconditional());
                } else if (i % 4 == 1) {
                    try {
                        instance.arrive(meetup, "m" + i, AttendanceMode.ONLINE, false, RequestContext.unconditional());
                    } catch (DomainException full) {
                        assertThat(full.code()).isEqualTo("mode-full");
                    }
                }
            });
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(all(meetup, AttendanceMode.IN_PERSON, State.REGISTERED))
                            .hasSize(10));
            assertThat(all(meetup, AttendanceMode.ONLINE, State.REGISTERED).size())
                    .isLessThanOrEqualTo(10);
        }
    }

    @Nested
    class InTurn {

        @Test
        void leavingPromotesWhoWaitsLongest() {
            String meetup = api.published(Api.complete(1, 0));
            for (String member : List.of("a", "b", "c")) {
                api.register(meetup, member, "in-person").must(200);
            }
            assertThat(api.register(meetup, "c", "in-person").json())
                    .isEqualTo(Api.json("{\"state\": \"waiting\", \"mode\": \"in-person\", \"position\": 2}"));

            api.leave(meetup, "a").must(204);
            api.leave(meetup, "a").must(204);
            assertThat(api.register(meetup, "b", "in-person").json())
                    .isEqualTo(Api.json("{\"state\": \"registered\", \"mode\": \"in-person\"}"));
            assertThat(api.register(meetup, "c", "in-person")
                            .json()
                            .path("position")
                            .intValue())
                    .isEqualTo(1);
            assertThat(api.register(meetup, "a", "in-person")
                            .json()
                            .path("position")
                            .intValue())
                    .isEqualTo(2);

            for (String what : List.of("registered", "left", "waiting")) {
                Contracts.assertValid(
                        TestTopics.awaitEvent(TOPIC, TYPE + what + ".v1", Registration.idOf(meetup, "a")));
            }
            ReceivedEvent promoted = TestTopics.awaitEvent(TOPIC, TYPE + "promoted.v1", Registration.idOf(meetup, "b"));
            Contracts.assertValid(promoted);
            assertThat(Objects.requireNonNull(promoted.data())
                            .path("state")
                            .path("about")
                            .path("title")
                            .path("cy")
                            .stringValue())
                    .isEqualTo("Cyfarfod");
        }

        @Test
        void placesAreOfferedOfWhatSomebodyWaitsForUntilItIsOver() {
            String full = api.published(Api.complete(1, 0));
            String free = api.published(Api.complete(2, 0));
            String cancelled = api.published(Api.complete(1, 0));
            for (String member : List.of("a", "b")) {
                for (String meetup : List.of(full, free, cancelled)) {
                    api.register(meetup, member, "in-person").must(200);
                }
            }
            api.act(cancelled, "cancellation", Api.ORGANISER, null).must(200);
            Instant ends = meetups.find(full).orElseThrow().endsAt();

            assertThat(here.waitedFor(ends.minusSeconds(1))).contains(full).doesNotContain(free, cancelled);
            assertThat(here.waitedFor(ends)).doesNotContain(full);
        }

        @Test
        void aLateRepeatUndoesNothing() {
            String meetup = api.published(Api.complete(1, 0));
            registering(meetup, "comes").must(200);
            leaving(meetup, "goes").must(204);
            leaving(meetup, "had gone").must(204);
            registering(meetup, "comes again").must(200);

            leaving(meetup, "goes").must(204);
            leaving(meetup, "had gone").must(204);
            assertThat(of(meetup, "a").state()).isEqualTo(State.REGISTERED);
            registering(meetup, "was there").must(200);

            leaving(meetup, "goes for good").must(204);
            for (String repeated : List.of("comes", "comes again", "was there")) {
                assertThat(registering(meetup, repeated).must(200).text("state"))
                        .isEqualTo("left");
            }
            assertThat(of(meetup, "a").state()).isEqualTo(State.LEFT);
        }

        private Api.Answer registering(String meetup, String key) {
            return api.send("PUT", own(meetup), Api.member("a"), "{\"mode\": \"in-person\"}", "Idempotency-Key", key);
        }

        private Api.Answer leaving(String meetup, String key) {
            return api.send("DELETE", own(meetup), Api.member("a"), null, "Idempotency-Key", key);
        }

        private static String own(String meetup) {
            return Api.MEETUPS + "/" + meetup + "/registrations/me";
        }

        @Test
        void addingPlacesPromotesAsMany() {
            String meetup = api.published(Api.complete(1, 0));
            for (int i = 0; i < 5; i++) {
                api.register(meetup, "m" + i, "in-person").must(200);
            }
            api.edit(meetup, Api.ORGANISER, "{\"places\": {\"inPerson\": 3}}").must(200);
            assertThat(all(meetup, AttendanceMode.IN_PERSON, State.REGISTERED))
                    .extracting(Registration::member)
                    .containsExactly("m0", "m1", "m2");
            api.edit(meetup, Api.ORGANISER, "{\"places\": {\"inPerson\": 2}}").must(409);
            assertThat(api.meetup(meetup, null).json().path("counts").path("inPerson"))
                    .isEqualTo(Api.json("{\"taken\": 3, \"free\": 0, \"waiting\": 2}"));
        }

        @Test
        void nobodyIsLetInAboveTheTakenAfterPlacesWereReduced() {
            String meetup = api.published(Api.complete(4, 0));
            for (int i = 0; i < 4; i++) {
                api.register(meetup, "m" + i, "in-person").must(200);
            }
            api.leave(meetup, "m0").must(204);
            api.leave(meetup, "m1").must(204);
            api.edit(meetup, Api.ORGANISER, "{\"places\": {\"inPerson\": 3}}").must(200);
            assertThat(api.register(meetup, "m4", "in-person").text("state")).isEqualTo("registered");
            assertThat(api.register(meetup, "m5", "in-person").text("state")).isEqualTo("waiting");
        }

        @Test
        void aPlaceIsKeptUntilThereIsOneOfTheOtherMode() {
            String meetup = api.published(Api.complete(2, 1));
            api.register(meetup, "a", "in-person").must(200);
            api.register(meetup, "b", "online").must(200);
            assertThat(api.register(meetup, "a", "online").must(409).text("type"))
                    .endsWith("/mode-full");
            assertThat(of(meetup, "a").state()).isEqualTo(State.REGISTERED);

            api.leave(meetup, "b").must(204);
            assertThat(api.register(meetup, "a", "online").must(200).text("state"))
                    .isEqualTo("registered");
            Contracts.assertValid(TestTopics.awaitEvent(TOPIC, TYPE + "moved.v1", Registration.idOf(meetup, "a")));

            api.register(meetup, "c", "in-person").must(200);
            Api.Answer waits = api.send(
                    "PUT",
                    Api.MEETUPS + "/" + meetup + "/registrations/me",
                    Api.member("c"),
                    "{\"mode\": \"online\", \"orWait\": true}");
            assertThat(waits.must(200).text("state")).isEqualTo("waiting");
            assertThat(registrations.taken(meetup, AttendanceMode.IN_PERSON)).isZero();
        }

        @Test
        void aModeThatIsNotOfferedIsRefused() {
            String meetup = api.published(Api.complete(1, 1));
            api.edit(meetup, Api.ORGANISER, "{\"mode\": \"online\", \"places\": {\"inPerson\": null}}")
                    .must(200);
            assertThat(api.register(meetup, "a", "in-person")
                            .must(422)
                            .json()
                            .path("errors")
                            .path(0)
                            .path("pointer")
                            .stringValue())
                    .isEqualTo("/mode");
            api.register(meetup, "a", "hybrid").must(422);
            api.send("PUT", Api.MEETUPS + "/" + meetup + "/registrations/me", Api.member("a"), "{}")
                    .must(422);
            api.send("PUT", Api.MEETUPS + "/" + meetup + "/registrations/me", null, "{\"mode\":\"online\"}")
                    .must(401);
            api.register(UUID.randomUUID().toString(), "a", "online").must(404);
            api.register(api.draft(Api.complete(1, 1)), "a", "online").must(404);
        }
    }

    @Nested
    class WhenAProcessDies {

        @Test
        void afterSomebodyLeftThePlaceIsOfferedAllTheSame() {
            String meetup = api.published(Api.complete(1, 0));
            api.register(meetup, "a", "in-person").must(200);
            api.register(meetup, "b", "in-person").must(200);
            // the write alone: who made it died before the place was offered
            registrations.change(Registration.idOf(meetup, "a"), RequestContext.unconditional(), Registration::leave);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(of(meetup, "b").state()).isEqualTo(State.REGISTERED));
        }

        @Test
        void beforeItAnsweredRegisteringAgainGivesTheSame() {
            String meetup = api.published(Api.complete(2, 0));
            Registration first =
                    here.arrive(meetup, "a", AttendanceMode.IN_PERSON, false, RequestContext.unconditional());
            Registration again =
                    there.arrive(meetup, "a", AttendanceMode.IN_PERSON, false, RequestContext.unconditional());
            assertThat(again.number()).isEqualTo(first.number());
            assertThat(again.version()).isEqualTo(1);
            assertThat(registrations.taken(meetup, AttendanceMode.IN_PERSON)).isEqualTo(1);
        }

        @Test
        void aPlaceThatWasGivenMeanwhileIsGivenToNobodyElse() {
            String meetup = api.published(Api.complete(2, 0));
            here.arrive(meetup, "a", AttendanceMode.IN_PERSON, false, RequestContext.unconditional());
            // who was paused with a decision that is out of date: the same ticket, and the same number
            var state = replica.getBean(wales.rhannu.events.meetup.Meetups.class)
                    .find(meetup)
                    .orElseThrow();
            java.time.Instant now = java.time.Instant.now();
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> registrations.add(
                            new Registration(state, "b", AttendanceMode.IN_PERSON, 1, 2, now),
                            RequestContext.unconditional()))
                    .satisfies(clash -> assertThat(clash.code()).isEqualTo("arrival-taken"));
            assertThatExceptionOfType(DomainException.class)
                    .isThrownBy(() -> registrations.add(
                            new Registration(state, "b", AttendanceMode.IN_PERSON, 2, 1, now),
                            RequestContext.unconditional()))
                    .satisfies(clash -> assertThat(clash.code()).isEqualTo("place-taken"));
        }
    }

    @Nested
    class WhenItIsCancelled {

        @Test
        void allWhoMeantToComeAreTold() {
            String meetup = api.published(Api.complete(1, 0));
            api.register(meetup, "a", "in-person").must(200);
            api.register(meetup, "b", "in-person").must(200);
            api.act(meetup, "cancellation", Api.ORGANISER, "{\"reason\": {\"cy\": \"Salwch\", \"en\": \"Illness\"}}")
                    .must(200);
            for (String member : List.of("a", "b")) {
                ReceivedEvent told =
                        TestTopics.awaitEvent(TOPIC, TYPE + "meetup-cancelled.v1", Registration.idOf(meetup, member));
                Contracts.assertValid(told);
                assertThat(Objects.requireNonNull(told.data())
                                .path("change")
                                .path("before")
                                .stringValue())
                        .isEqualTo(member.equals("a") ? "registered" : "waiting");
            }
            assertThat(api.register(meetup, "c", "in-person").must(409).text("type"))
                    .endsWith("/meetup-cancelled");
            assertThat(api.meetup(meetup, Api.member("a"))
                            .json()
                            .path("registration")
                            .path("state")
                            .stringValue())
                    .isEqualTo("meetup-cancelled");
        }
    }
}
