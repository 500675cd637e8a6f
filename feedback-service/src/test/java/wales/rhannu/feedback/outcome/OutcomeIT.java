package wales.rhannu.feedback.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static wales.rhannu.feedback.Api.FACILITATOR;
import static wales.rhannu.feedback.Api.somebody;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.feedback.Api;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTopics;

@FeedbackServiceTest
class OutcomeIT {

    private static final String PUBLIC = "feedback.outcomes";
    private static final String INTERNAL = "feedback.outcomes.internal";
    private static final String TYPE = "wales.rhannu.feedback.outcome-";

    @LocalServerPort
    int port;

    Api api = new Api(0);

    @BeforeEach
    void api() {
        api = new Api(port);
    }

    private static ObjectNode outcome(String kind, String id) {
        return (ObjectNode) Api.json(
                """
                {"asked": {"kind": "%s", "id": "%s"},
                 "youSaid": {"cy": "Cymuned yn gyntaf.", "en": "A community first."},
                 "weDid": {"cy": "Rydym yn ei sefydlu.", "en": "We are setting it up."},
                 "progress": "under-way", "on": "2026-12-15"}
                """
                        .formatted(kind, id));
    }

    @Test
    void itIsToldAndUpdatedAndShownWithTheRanking() {
        String ranking = api.openRanking();
        String id = api.post(
                        "/outcomes", FACILITATOR, outcome("ranking", ranking).toString())
                .must(201)
                .id();
        api.patch(
                        "/outcomes/" + id,
                        FACILITATOR,
                        """
                        {"progress": "done", "weDid": {"cy": "Mae ar agor.", "en": "It is open."},
                         "guidance": {"title": {"cy": "Sut i ymuno", "en": "How to join"}, "url": "https://example.gov.wales/join"}}
                        """)
                .must(200);

        JsonNode shown =
                api.get("/rankings/" + ranking, null).json().path("outcomes").path(0);
        assertThat(shown.path("id").stringValue()).isEqualTo(id);
        assertThat(shown.path("progress").stringValue()).isEqualTo("done");
        assertThat(shown.path("on").stringValue()).isEqualTo("2026-12-15");
        JsonNode before =
                api.get("/outcomes/" + id + "/history", null).must(200).json().path("items");
        assertThat(before.path(0).path("account").path("progress").stringValue())
                .isEqualTo("under-way");
        assertThat(api.get("/outcomes?asked=" + ranking + "&progress=done", null)
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
        assertThat(api.get("/outcomes?asked=" + ranking + "&progress=planned", null)
                        .json()
                        .path("items")
                        .size())
                .isZero();

        assertThat(api.get("/outcomes?asked=" + ranking, null).json().path("counts"))
                .isEqualTo(Api.json("{\"planned\": 0, \"under-way\": 0, \"done\": 1, \"not-done\": 0}"));

        ReceivedEvent updated = TestTopics.awaitEvent(PUBLIC, TYPE + "updated.v1", id);
        List<ReceivedEvent> open = TestTopics.read(PUBLIC, id);
        assertThat(open).hasSize(2);
        open.forEach(Contracts::assertValid);
        TestTopics.awaitEvent(INTERNAL, TYPE + "updated.v1", id);
        TestTopics.read(INTERNAL, id).forEach(Contracts::assertValid);
        assertThat(String.valueOf(updated.data())).doesNotContain("facilitator");
        assertThat(Objects.requireNonNull(updated.data())
                        .path("change")
                        .path("after")
                        .stringValue())
                .isEqualTo("done");
    }

    @Test
    void aTopicHasOutcomesToo() {
        String topic = api.topic(somebody(), "public", "Cwestiwn");
        api.post("/outcomes", FACILITATOR, outcome("topic", topic).toString()).must(201);
        assertThat(api.get("/topics/" + topic, null).json().path("outcomes").size())
                .isEqualTo(1);
    }

    @Test
    void onlyFacilitatorsTellAndOnlyOfWhatWasAsked() {
        String ranking = api.openRanking();
        api.post("/outcomes", somebody(), outcome("ranking", ranking).toString())
                .must(403);
        api.post("/outcomes", null, outcome("ranking", ranking).toString()).must(401);
        api.post(
                        "/outcomes",
                        FACILITATOR,
                        outcome("ranking", UUID.randomUUID().toString()).toString())
                .must(422);
        api.post("/outcomes", FACILITATOR, outcome("weather", ranking).toString())
                .must(422);
        String draft =
                api.post("/rankings", FACILITATOR, Api.ranking()).must(201).id();
        api.post("/outcomes", FACILITATOR, outcome("ranking", draft).toString()).must(422);
    }

    @Test
    void nothingDoneHasAReasonAndGuidanceAnAddress() {
        String ranking = api.openRanking();
        ObjectNode none = outcome("ranking", ranking).put("progress", "not-done");
        none.putObject("guidance").put("url", "javascript:alert(1)");
        assertThat(api.post("/outcomes", FACILITATOR, none.toString())
                        .must(422)
                        .json()
                        .path("errors")
                        .findValuesAsString("pointer"))
                .contains("/reason/cy", "/reason/en", "/guidance/url", "/guidance/title/cy");
        api.post("/outcomes", FACILITATOR, "{\"asked\": null}").must(422);
    }
}
