package wales.rhannu.events.meetup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wales.rhannu.events.Api.FACILITATOR;
import static wales.rhannu.events.Api.MEETUPS;
import static wales.rhannu.events.Api.ORGANISER;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.events.Api;
import wales.rhannu.events.EventsServiceTest;
import wales.rhannu.starter.aggregate.RequestContext;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTopics;

@EventsServiceTest
class LifecycleIT {

    private static final String PUBLIC = "events.meetups";
    private static final String INTERNAL = "events.meetups.internal";
    private static final String TYPE = "wales.rhannu.events.meetup-";

    @LocalServerPort
    int port;

    @Autowired
    Meetups meetups;

    @Autowired
    MeetupSeeding planning;

    @Autowired
    JsonMapper json;

    Api api = new Api(0);

    @BeforeEach
    void api() {
        api = new Api(port);
    }

    private MeetupContent content(JsonNode body) {
        return json.treeToValue(body, MeetupContent.class);
    }

    /** One that was published before it began, and is over. */
    private String held(JsonNode body) {
        String id = UUID.randomUUID().toString();
        planning.publish(id, "organiser", content(body));
        return id;
    }

    private static JsonNode state(ReceivedEvent event) {
        return Objects.requireNonNull(event.data()).path("state");
    }

    @Nested
    class FromDraftToRecording {

        @Test
        void everyStepIsPublishedAsItsContractSays() {
            String id = api.draft(Api.complete(2, 3));
            Contracts.assertValid(TestTopics.awaitEvent(INTERNAL, TYPE + "drafted.v1", id));
            api.act(id, "publication", ORGANISER, null).must(200);
            api.edit(id, ORGANISER, "{\"agenda\": {\"cy\": \"Te\", \"en\": \"Tea\"}}")
                    .must(200);
            api.act(id, "cancellation", FACILITATOR, "{\"reason\": {\"cy\": \"Salwch\", \"en\": \"Illness\"}}")
                    .must(200);

            for (String what : List.of("published", "edited", "cancelled")) {
                for (String topic : List.of(INTERNAL, PUBLIC)) {
                    ReceivedEvent event = TestTopics.awaitEvent(topic, TYPE + what + ".v1", id);
                    Contracts.assertValid(event);
                    if (topic.equals(PUBLIC)) {
                        assertThat(String.valueOf(event.data()))
                                .doesNotContain("organiser", "Speaker", "meet.example", "joinUrl");
                    } else {
                        assertThat(state(event).path("organiser").stringValue()).isEqualTo("organiser");
                    }
                }
            }
            JsonNode seen = api.meetup(id, null).json();
            assertThat(seen.path("status").stringValue()).isEqualTo("cancelled");
            assertThat(seen.path("cancelledBecause").path("cy").stringValue()).isEqualTo("Salwch");
            api.edit(id, ORGANISER, "{\"tags\": []}").must(409);
        }

        @Test
        void itIsHeldByItselfWhenItIsOverAndThenHasARecording() {
            LocalDateTime now = LocalDateTime.now(ZoneId.of("Europe/London")).truncatedTo(ChronoUnit.MINUTES);
            Instant before = Instant.now().minus(Duration.ofDays(1));
            String id = UUID.randomUUID().toString();
            meetups.add(
                    Meetup.draft(
                            id, "organiser", content(Api.complete(now.minusHours(2), now.minusHours(1), 2, 3)), before),
                    RequestContext.unconditional(id));
            meetups.change(
                    id,
                    RequestContext.unconditional(),
                    it -> it.publish(new MeetupCaller("organiser", Set.of()), before));
            Contracts.assertValid(TestTopics.awaitEvent(PUBLIC, TYPE + "held.v1", id));
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> api.meetup(id, null).text("status").equals("held"));

            api.edit(id, ORGANISER, "{\"recordingUrl\": \"https://video.example/1\"}")
                    .must(200);
            assertThat(api.meetup(id, null).text("recordingUrl")).isEqualTo("https://video.example/1");
            assertThat(api.edit(id, ORGANISER, "{\"places\": {\"online\": 9}}")
                            .must(409)
                            .text("type"))
                    .endsWith("/meetup-over");
            assertThat(api.register(id, "late", "online").must(409).text("type"))
                    .endsWith("/meetup-over");
            api.act(id, "cancellation", ORGANISER, null).must(409);
        }

        @Test
        void whatIsMissingIsToldAtOnce() {
            ObjectNode bare = Api.complete(1, 1);
            bare.remove(List.of("mode", "places"));
            bare.set("title", Api.json("{\"en\": \"Meetup\"}"));
            bare.remove("description");
            Answer refused =
                    api.act(api.draft(bare), "publication", ORGANISER, null).must(422);
            List<String> pointers = new ArrayList<>();
            refused.json()
                    .path("errors")
                    .forEach(it -> pointers.add(it.path("pointer").stringValue()));
            assertThat(pointers).containsExactly("/title/cy", "/description", "/mode", "/places");
        }

        @Test
        void aTimeThatHasPassedAndAVenueThatIsMissingAreToldInBothLanguages() {
            LocalDateTime lastYear = LocalDateTime.now(ZoneId.of("Europe/London"))
                    .minusYears(1)
                    .truncatedTo(ChronoUnit.DAYS)
                    .plusHours(12);
            ObjectNode content = Api.complete(lastYear, lastYear.plusHours(1), 1, 1);
            content.remove("venue");
            String path = MEETUPS + "/" + api.draft(content) + "/publication";
            for (var said : Map.of(
                            "cy", List.of("Dywedwch ble mae", "Mae'r amser hwn"),
                            "en", List.of("Say where people", "This time has passed"))
                    .entrySet()) {
                JsonNode errors = api.send("POST", path, ORGANISER, null, "Accept-Language", said.getKey())
                        .must(422)
                        .json()
                        .path("errors");
                assertThat(errors.path(0).path("pointer").stringValue()).isEqualTo("/venue/name");
                assertThat(errors.path(0).path("detail").stringValue())
                        .startsWith(said.getValue().get(0));
                assertThat(errors.path(1).path("pointer").stringValue()).isEqualTo("/starts");
                assertThat(errors.path(1).path("detail").stringValue())
                        .startsWith(said.getValue().get(1));
            }
        }

        @Test
        void theSameKeyMakesOneAndTheSamePublicationIsNoSecondOne() {
            String body = Api.complete(1, 1).toString();
            String key = UUID.randomUUID().toString();
            String id = api.send("POST", MEETUPS, ORGANISER, body, "Idempotency-Key", key)
                    .must(201)
                    .id();
            assertThat(api.send("POST", MEETUPS, ORGANISER, body, "Idempotency-Key", key)
                            .must(201)
                            .id())
                    .isEqualTo(id);
            String path = MEETUPS + "/" + id + "/publication";
            api.send("POST", path, ORGANISER, null, "Idempotency-Key", "p").must(200);
            api.send("POST", path, ORGANISER, null, "Idempotency-Key", "p").must(200);
            assertThat(api.act(id, "publication", ORGANISER, null).must(409).text("type"))
                    .endsWith("/not-a-draft");
        }

        @Test
        void editingTakesTheVersion() {
            String id = api.draft(Api.complete(1, 1));
            Answer seen = api.meetup(id, ORGANISER);
            api.send("PATCH", MEETUPS + "/" + id, ORGANISER, "{\"tags\": [\"a\"]}")
                    .must(428);
            api.send("PATCH", MEETUPS + "/" + id, ORGANISER, "{\"tags\": [\"a\"]}", "If-Match", seen.etag())
                    .must(200);
            api.send("PATCH", MEETUPS + "/" + id, ORGANISER, "{\"tags\": [\"b\"]}", "If-Match", seen.etag())
                    .must(412);
        }

        @Test
        void aDraftIsDiscarded() {
            String id = api.draft(Api.complete(1, 1));
            api.send("DELETE", MEETUPS + "/" + id, ORGANISER, null).must(204);
            TestTopics.awaitTombstone(INTERNAL, id);
            api.meetup(id, ORGANISER).must(404);
        }
    }

    @Nested
    class WhoSeesWhat {

        @Test
        void aDraftItsOrganiserAndFacilitatorsAlone() {
            String id = api.draft(Api.complete(1, 1));
            api.meetup(id, ORGANISER).must(200);
            api.meetup(id, FACILITATOR).must(200);
            api.meetup(id, Api.member("stranger")).must(404);
            api.meetup(id, null).must(404);
            api.send("PATCH", MEETUPS + "/" + id, Api.member("stranger"), "{}", "If-Match", "\"9\"")
                    .must(404);
            api.act(id, "publication", null, null).must(401);
            api.get(MEETUPS + "/" + id + ".ics", null).must(404);
            assertThat(TestTopics.read(PUBLIC, id)).isEmpty();
        }

        @Test
        void theLinkToJoinWhoIsRegisteredOnlineAndWhoLooksAfterIt() {
            String id = api.published(Api.complete(2, 1));
            api.register(id, "online", "online").must(200);
            api.register(id, "waiting", "online").must(200);
            api.register(id, "inside", "in-person").must(200);
            for (String who : List.of("waiting", "inside", "stranger")) {
                assertThat(api.meetup(id, Api.member(who)).body()).doesNotContain("meet.example");
            }
            assertThat(api.meetup(id, null).body()).doesNotContain("meet.example", "organiser\"");
            for (String who : List.of(Api.member("online"), ORGANISER, FACILITATOR)) {
                assertThat(api.meetup(id, who).text("joinUrl")).isEqualTo("https://meet.example/secret");
            }
            assertThat(api.get(MEETUPS + "?limit=100", Api.member("online")).body())
                    .doesNotContain("meet.example");
        }

        @Test
        void aStrangerEditsNothing() {
            String id = api.published(Api.complete(1, 1));
            api.edit(id, Api.member("stranger"), "{}").must(403);
            api.act(id, "cancellation", Api.member("stranger"), null).must(403);
            api.get(MEETUPS + "/" + id + "/registrations", Api.member("stranger"))
                    .must(403);
            api.get(MEETUPS + "/" + id + "/registrations.csv", Api.member("stranger"))
                    .must(403);
        }
    }

    @Nested
    class WhatIsRefused {

        @Test
        void eachWithAPointer() {
            refused("{\"starts\": null}", "/starts");
            refused("{\"starts\": \"2038-03-25\"}", "/starts");
            refused("{\"starts\": \"2038-03-25T14:00:30\"}", "/starts");
            refused("{\"ends\": \"2026-01-01T10:00\"}", "/ends");
            refused("{\"zone\": \"Wales\"}", "/zone");
            refused("{\"mode\": \"telepathic\"}", "/mode");
            refused("{\"mode\": \"online\"}", "/places");
            refused("{\"places\": {\"inPerson\": -1, \"online\": 1}}", "/places/inPerson");
            refused("{\"places\": {\"inPerson\": 1.5}}", "/places/inPerson");
            refused("{\"joinUrl\": \"http://meet.example\"}", "/joinUrl");
            refused("{\"joinUrl\": \"javascript:alert(1)\"}", "/joinUrl");
            refused("{\"joinUrl\": \"https://nhs.wales@evil.example\"}", "/joinUrl");
            refused("{\"joinUrl\": \"https://evil.example/\\u202Esj.selaw.shn\"}", "/joinUrl");
            refused("{\"recordingUrl\": \"https://nhs.wales@evil.example\"}", "/recordingUrl");
            refused("{\"title\": \"one\"}", "/title");
            refused("{\"title\": {\"en\": \"" + "x".repeat(301) + "\"}}", "/title/en");
            refused("{\"caseStudies\": [\"../../etc\"]}", "/caseStudies/0");
            refused("{\"speakers\": [{\"topic\": 3}]}", "/speakers/0/topic");
        }

        @Test
        void moreTextsThanAnEventCanHold() {
            String speaker = "{\"topic\": {\"cy\": \"%1$s\", \"en\": \"%1$s\"}}".formatted("x".repeat(2_000));
            refused("{\"speakers\": [" + String.join(",", Collections.nCopies(50, speaker)) + "]}", "");
        }

        @Test
        void aTimeThatTheSpringTakesAwayButNotOneThatTheAutumnBringsTwice() {
            refused("{\"starts\": \"2038-03-28T01:30\", \"ends\": \"2038-03-28T03:30\"}", "/starts");
            ObjectNode twice = Api.complete(
                    LocalDateTime.parse("2038-10-31T01:30"), LocalDateTime.parse("2038-10-31T02:30"), 1, 1);
            assertThat(api.meetup(api.draft(twice), ORGANISER).text("startsAt")).isEqualTo("2038-10-31T00:30:00Z");
        }

        private void refused(String change, String pointer) {
            ObjectNode content = Api.complete(1, 1);
            content.setAll((ObjectNode) Api.json(change));
            Answer answer =
                    api.send("POST", MEETUPS, ORGANISER, content.toString()).must(422);
            assertThat(answer.json().path("errors").path(0).path("pointer").asString(""))
                    .as(change + " " + answer.body())
                    .isEqualTo(pointer);
        }

        @Test
        void whatIsWrongWithAnAddressIsSaidInTheLanguageAskedFor() {
            ObjectNode content = Api.complete(1, 1);
            content.put("joinUrl", "https://nhs.wales@evil.example");
            for (var said : Map.of(
                            "cy", "Nid oes gan gyfeiriad gwe enw defnyddiwr", "en", "A web address has no user name")
                    .entrySet()) {
                JsonNode error = api.send(
                                "POST", MEETUPS, ORGANISER, content.toString(), "Accept-Language", said.getKey())
                        .must(422)
                        .json()
                        .path("errors")
                        .path(0);
                assertThat(error.path("code").asString()).isEqualTo("address-user-info");
                assertThat(error.path("detail").asString()).startsWith(said.getValue());
            }
        }

        @Test
        void titlesOfProblemsAreInTheLanguageAskedFor() {
            String id = api.published(Api.complete(1, 1));
            Answer refused =
                    api.send("POST", MEETUPS + "/" + id + "/publication", ORGANISER, null, "Accept-Language", "cy");
            assertThat(refused.must(409).text("title")).isEqualTo("Nid drafft mohono bellach");
        }
    }

    @Nested
    class Lists {

        @Test
        void whatComesIsBeforeWhatWasAndPagesHaveNoGaps() {
            String word = Api.unique();
            LocalDateTime now = LocalDateTime.now(ZoneId.of("Europe/London"))
                    .truncatedTo(ChronoUnit.DAYS)
                    .plusHours(12);
            List<String> expected = new ArrayList<>();
            for (int days : List.of(20, 30, 40, -20, -30)) {
                ObjectNode content =
                        Api.complete(now.plusDays(days), now.plusDays(days).plusHours(1), 1, 1);
                content.set("title", Api.json("{\"cy\": \"Tŷ %1$s\", \"en\": \"House %1$s\"}".formatted(word)));
                expected.add(days > 0 ? api.published(content) : held(content));
            }
            assertThat(ids("?q=ty%20" + word)).containsExactlyElementsOf(expected);
            assertThat(ids("?q=nothing" + word)).isEmpty();
            assertThat(ids("?q=" + word + "&from=" + now.plusDays(25).toLocalDate()))
                    .containsExactlyElementsOf(expected.subList(1, 3));
            assertThat(ids("?q=" + word + "&to=" + now.toLocalDate()))
                    .containsExactly(expected.get(4), expected.get(3));

            List<String> paged = new ArrayList<>();
            String after = "";
            do {
                JsonNode page = api.get(MEETUPS + "?limit=2&q=" + word + after, null)
                        .must(200)
                        .json();
                page.path("items").forEach(it -> paged.add(it.path("id").stringValue()));
                after = page.path("next").isNull()
                        ? ""
                        : "&after=" + page.path("next").stringValue();
            } while (!after.isEmpty());
            assertThat(paged).containsExactlyElementsOf(expected);
        }

        @Test
        void eachSaysWhichPlacesAreFree() {
            String word = Api.unique();
            ObjectNode content = Api.complete(1, 5);
            content.set("tags", Api.json("[\"%s\"]".formatted(word)));
            String full = api.published(content);
            String empty = api.published(content);
            api.register(full, "first", "in-person").must(200);
            api.register(full, "second", "in-person").must(200);
            api.register(full, "third", "online").must(200);
            Map<String, JsonNode> counts = new HashMap<>();
            api.get(MEETUPS + "?q=" + word, null)
                    .must(200)
                    .json()
                    .path("items")
                    .forEach(it -> counts.put(it.path("id").stringValue(), it.path("counts")));
            assertThat(counts)
                    .containsEntry(
                            full,
                            Api.json("{\"inPerson\": {\"taken\": 1, \"free\": 0, \"waiting\": 1},"
                                    + " \"online\": {\"taken\": 1, \"free\": 4, \"waiting\": 0}}"))
                    .containsEntry(
                            empty,
                            Api.json("{\"inPerson\": {\"taken\": 0, \"free\": 1, \"waiting\": 0},"
                                    + " \"online\": {\"taken\": 0, \"free\": 5, \"waiting\": 0}}"));
            assertThat(api.get(MEETUPS + "/" + full + "/registrations?state=waiting", ORGANISER)
                            .must(200)
                            .json()
                            .path("counts"))
                    .isEqualTo(Api.json("{\"registered\": 2, \"waiting\": 1, \"left\": 0, \"meetup-cancelled\": 0}"));
        }

        @Test
        void mineHasDraftsAndTheRestHasNot() {
            String word = Api.unique();
            ObjectNode content = Api.complete(1, 1);
            content.set("tags", Api.json("[\"%s\"]".formatted(word)));
            String id = api.draft(content);
            assertThat(ids("?q=" + word)).isEmpty();
            assertThat(api.get(MEETUPS + "?mine=true&q=" + word, ORGANISER).body())
                    .contains(id);
            assertThat(api.get(MEETUPS + "?status=draft&q=" + word, FACILITATOR).body())
                    .contains(id);
            assertThat(api.get(MEETUPS + "?status=draft&q=" + word, Api.member("stranger"))
                            .must(200)
                            .body())
                    .doesNotContain(id);
            api.get(MEETUPS + "?mine=true", null).must(401);
            api.get(MEETUPS + "?status=nonsense", null).must(422);
            api.get(MEETUPS + "?mode=nonsense", null).must(422);
            api.get(MEETUPS + "?from=nonsense", null).must(422);
            api.get(MEETUPS + "?after=nonsense", null).must(400);
            assertThat(api.get("/openapi/events", null).must(200).body()).contains("/api/v1/meetups");
        }

        private List<String> ids(String query) {
            List<String> ids = new ArrayList<>();
            api.get(MEETUPS + query, null)
                    .must(200)
                    .json()
                    .path("items")
                    .forEach(it -> ids.add(it.path("id").stringValue()));
            return ids;
        }
    }
}
