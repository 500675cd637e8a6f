package wales.rhannu.events.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wales.rhannu.events.Api.ORGANISER;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.events.Api;
import wales.rhannu.events.EventsServiceTest;
import wales.rhannu.events.meetup.MeetupState.Recurring;
import wales.rhannu.events.meetup.Meetups;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTopics;

@EventsServiceTest
class SeriesIT {

    private static final String SERIES = "/meetup-series";
    private static final String TOPIC = "events.series.internal";
    private static final String TYPE = "wales.rhannu.events.series-";

    @LocalServerPort
    int port;

    @Autowired
    Meetups meetups;

    @Autowired
    SeriesRepository repository;

    @Autowired
    SeriesReconciliation following;

    Api api = new Api(0);

    @BeforeEach
    void begin() {
        api = new Api(port);
    }

    private static String plan(String rule, String exceptions) {
        // years ahead, so that it is not past soon: ten days before the clocks change
        LocalDateTime starts = LocalDateTime.parse("2038-03-18T14:00");
        ObjectNode meetup = Api.complete(starts, starts.plusHours(2), 5, 5);
        return "{\"meetup\": %s, \"rrule\": \"%s\", \"exceptions\": %s}".formatted(meetup, rule, exceptions);
    }

    private String drafted(String rule, String exceptions) {
        return api.send("POST", SERIES, ORGANISER, plan(rule, exceptions))
                .must(201)
                .id();
    }

    private Answer act(String id, String what) {
        return api.send("POST", SERIES + "/" + id + "/" + what, ORGANISER, null);
    }

    private Answer patch(String id, String patch) {
        return api.send("PATCH", SERIES + "/" + id, ORGANISER, patch, "If-Match", "*");
    }

    private List<JsonNode> settled(String id) {
        JsonNode series = await().atMost(Duration.ofSeconds(120))
                .until(() -> api.get(SERIES + "/" + id, ORGANISER).must(200).json(), it -> it.path("settled")
                        .booleanValue());
        List<JsonNode> each = new ArrayList<>();
        series.path("meetups").forEach(each::add);
        return each;
    }

    private static List<String> of(Iterable<JsonNode> some, String member) {
        List<String> texts = new ArrayList<>();
        some.forEach(it -> texts.add(it.path(member).stringValue()));
        return texts;
    }

    @Test
    void everyStepIsPublishedAsItsContractSaysAndItsMeetupsFollow() {
        String id = drafted("FREQ=WEEKLY;COUNT=4", "[\"2038-04-08\"]");
        assertThat(of(settled(id), "status")).containsExactly("draft", "draft", "draft");
        api.get(SERIES + "/" + id, null).must(404);
        act(id, "publication").must(200);
        List<JsonNode> published = settled(id);
        assertThat(of(published, "status")).containsExactly("published", "published", "published");
        assertThat(of(published, "startsAt"))
                .containsExactly("2038-03-18T14:00:00Z", "2038-03-25T14:00:00Z", "2038-04-01T13:00:00Z");
        Contracts.assertValid(TestTopics.awaitEvent(
                "events.meetups",
                "wales.rhannu.events.meetup-published.v1",
                of(published, "id").get(0)));
        Contracts.assertValid(TestTopics.awaitEvent(
                "events.meetups.internal",
                "wales.rhannu.events.meetup-drafted.v1",
                of(published, "id").get(0)));

        patch(id, "{\"meetup\": {\"tags\": [\"new\"]}}").must(200);
        settled(id);
        act(id, "cancellation").must(200);
        assertThat(of(settled(id), "status")).containsOnly("cancelled");
        act(id, "cancellation").must(409);
        for (String what : List.of("drafted", "published", "edited", "settled", "cancelled")) {
            Contracts.assertValid(TestTopics.awaitEvent(TOPIC, TYPE + what + ".v1", id));
        }
    }

    @Test
    void whatWasEditedByItselfStaysAndNobodyLosesAPlace() {
        String id = drafted("FREQ=WEEKLY;COUNT=3", "[]");
        act(id, "publication").must(200);
        List<String> ids = of(settled(id), "id");
        api.edit(ids.get(1), ORGANISER, "{\"venue\": {\"name\": \"Rhywle arall\"}}")
                .must(200);
        for (String member : List.of("a", "b", "c")) {
            api.register(ids.get(2), member, "in-person").must(200);
        }

        patch(
                        id,
                        "{\"meetup\": {\"starts\": \"2038-03-18T15:00\", \"ends\": \"2038-03-18T16:30\","
                                + " \"places\": {\"inPerson\": 2}}}")
                .must(200);
        List<JsonNode> after = settled(id);
        assertThat(of(after, "id")).isEqualTo(ids);
        assertThat(of(after, "startsAt"))
                .containsExactly("2038-03-18T15:00:00Z", "2038-03-25T14:00:00Z", "2038-04-01T14:00:00Z");
        assertThat(api.meetup(ids.get(0), null)
                        .json()
                        .path("places")
                        .path("inPerson")
                        .intValue())
                .isEqualTo(2);
        assertThat(api.meetup(ids.get(2), null)
                        .json()
                        .path("places")
                        .path("inPerson")
                        .intValue())
                .isEqualTo(3);

        patch(id, "{\"rrule\": \"FREQ=WEEKLY;COUNT=4\", \"exceptions\": [\"2038-03-18\"]}")
                .must(200);
        assertThat(of(settled(id), "status")).containsExactly("cancelled", "published", "published", "published");
        patch(id, "{\"meetup\": {\"starts\": \"2038-03-19T15:00\", \"ends\": \"2038-03-19T16:30\"}}")
                .must(422);
    }

    @Test
    void theListHasWhatSomebodyMaySeeTheNewestFirst() {
        String who = Api.member(Api.unique());
        List<JsonNode> series = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            series.add(api.send("POST", SERIES, who, plan("FREQ=WEEKLY;COUNT=2", "[]"))
                    .must(201)
                    .json());
        }
        series.sort(Comparator.comparing((JsonNode it) -> it.path("created").stringValue())
                .reversed()
                .thenComparing(it -> it.path("id").stringValue()));
        List<String> made = of(series, "id");
        api.send("POST", SERIES + "/" + made.get(0) + "/publication", who, null).must(200);
        api.send("POST", SERIES + "/" + made.get(1) + "/publication", who, null).must(200);
        api.send("POST", SERIES + "/" + made.get(1) + "/cancellation", who, null)
                .must(200);

        JsonNode mine = list("?mine=true&limit=2", who);
        assertThat(of(mine.path("items"), "id")).containsExactlyElementsOf(made.subList(0, 2));
        assertThat(mine.path("counts")).isEqualTo(Api.json("{\"draft\": 1, \"published\": 1, \"cancelled\": 1}"));
        JsonNode next = list("?mine=true&limit=2&after=" + mine.path("next").stringValue(), who);
        assertThat(of(next.path("items"), "id")).containsExactly(made.get(2));
        assertThat(next.has("counts")).isFalse();
        assertThat(of(list("?status=draft", who).path("items"), "id")).containsExactly(made.get(2));
        assertThat(of(list("?status=draft&limit=100", Api.FACILITATOR).path("items"), "id"))
                .contains(made.get(2));
        assertThat(of(list("?status=draft&limit=100", ORGANISER).path("items"), "id"))
                .doesNotContain(made.get(2));

        JsonNode shown = list("?limit=100", null);
        assertThat(of(shown.path("items"), "id"))
                .contains(made.get(0), made.get(1))
                .doesNotContain(made.get(2));
        assertThat(shown.path("counts").propertyNames()).containsExactly("published", "cancelled");
        assertThat(shown.toString()).doesNotContain("meet.example", "mayEdit");
        assertThat(of(list("?status=cancelled&limit=100", null).path("items"), "id"))
                .contains(made.get(1))
                .doesNotContain(made.get(0));
        api.get(SERIES + "?mine=true", null).must(401);
        api.get(SERIES + "?status=draft", null).must(401);
        assertThat(api.send("GET", SERIES + "?status=nonsense", null, null, "Accept-Language", "cy")
                        .must(422)
                        .body())
                .contains("Y statws yw");
    }

    private JsonNode list(String query, @Nullable String bearer) {
        return api.get(SERIES + query, bearer).must(200).json();
    }

    @Test
    void aSeriesThatIsOverIsNotPublished() {
        ObjectNode meetup =
                Api.complete(LocalDateTime.parse("2020-03-18T14:00"), LocalDateTime.parse("2020-03-18T15:00"), 1, 1);
        meetup.remove("venue");
        String id = api.send(
                        "POST",
                        SERIES,
                        ORGANISER,
                        "{\"rrule\": \"FREQ=WEEKLY;COUNT=2\", \"meetup\": %s}".formatted(meetup))
                .must(201)
                .id();
        JsonNode errors = api.send("POST", SERIES + "/" + id + "/publication", ORGANISER, null)
                .must(422)
                .json()
                .path("errors");
        assertThat(of(errors, "pointer")).containsExactly("/meetup/venue/name", "/meetup/starts");
        assertThat(of(errors, "code")).containsExactly("venue-missing", "series-in-the-past");
    }

    @Test
    void whoDiedInTheMiddleIsFollowedByWhoMakesNoneTwice() {
        String id = drafted("FREQ=WEEKLY;COUNT=5", "[]");
        settled(id);
        Series series = repository.get(id);
        // as after a crash: some are there, the series has not settled, and two go on at once
        following.settle(series, () -> {});
        following.settle(series, () -> {});
        meetups.addOccurrence(
                series.meetupOf(series.dates().get(0)),
                "another",
                series.on(series.dates().get(0)),
                new Recurring(id, series.original(series.dates().get(0)), 1, false),
                true,
                java.time.Instant.now());
        assertThat(of(settled(id), "status")).hasSize(5).containsOnly("draft");
        assertThat(api.meetup(settled(id).get(0).path("id").stringValue(), ORGANISER)
                        .etag())
                .isEqualTo("\"1\"");
    }

    @Test
    void whatIsWrongIsToldWithItsPlace() {
        refused(plan("FREQ=WEEKLY", "[]"), "/rrule");
        refused(plan("FREQ=WEEKLY;COUNT=2", "[\"2038-03-18\", \"2038-03-25\"]"), "/exceptions");
        refused(plan("FREQ=WEEKLY;COUNT=2", "[\"soon\"]"), "/exceptions/0");
        refused("{\"rrule\": \"FREQ=WEEKLY;COUNT=2\"}", "/meetup");
        refused("{\"rrule\": \"FREQ=WEEKLY;COUNT=2\", \"meetup\": {\"zone\": \"Mars\"}}", "/meetup/starts");
        ObjectNode inTheGap =
                Api.complete(LocalDateTime.parse("2038-03-21T01:30"), LocalDateTime.parse("2038-03-21T03:00"), 1, 1);
        refused("{\"rrule\": \"FREQ=WEEKLY;COUNT=2\", \"meetup\": %s}".formatted(inTheGap), "/rrule");
        api.send("POST", SERIES, null, plan("FREQ=WEEKLY;COUNT=2", "[]")).must(401);
        String id = drafted("FREQ=WEEKLY;COUNT=2", "[]");
        api.send("PATCH", SERIES + "/" + id, Api.member("stranger"), "{}", "If-Match", "*")
                .must(404);
    }

    private void refused(String body, String pointer) {
        Answer answer = api.send("POST", SERIES, ORGANISER, body).must(422);
        assertThat(answer.json().path("errors").path(0).path("pointer").stringValue())
                .as(answer.body())
                .isEqualTo(pointer);
    }
}
