package wales.rhannu.feedback.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wales.rhannu.feedback.Api.FACILITATOR;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;
import wales.rhannu.feedback.Api;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTopics;

@FeedbackServiceTest
class MembershipIT {

    private static final String ORGANISATIONS = "membership.organisations";
    private static final String MEMBERS = "membership.members.internal";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @LocalServerPort
    int port;

    @Autowired
    Organisations organisations;

    @Autowired
    Members members;

    @Autowired
    MongoTemplate mongo;

    Api api = new Api(0);

    @BeforeEach
    void begin() {
        api = new Api(port);
    }

    @Test
    void everyExampleOfAnOrganisationIsRead() {
        for (Contracts.Example example : Contracts.examples(ORGANISATIONS)) {
            String id = UUID.randomUUID().toString();
            TestTopics.publish(ORGANISATIONS, "wales.rhannu.membership." + example.event(), id, 1, example.data());
            String kind = Api.json(example.data()).path("state").path("kind").stringValue();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(organisations.kindOf(id)).contains(kind));
        }
    }

    @Test
    void everyExampleOfAMemberIsRead() {
        List<String> ids = new ArrayList<>();
        for (Contracts.Example example : Contracts.examples(MEMBERS)) {
            String id = UUID.randomUUID().toString();
            ids.add(id);
            TestTopics.publish(MEMBERS, "wales.rhannu.membership." + example.event(), id, 1, example.data());
            JsonNode state = Api.json(example.data()).path("state");
            boolean active = state.path("standing").stringValue().equals("active");
            if (state.has("name")) {
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(members.nameOf(id))
                        .contains(state.path("name").stringValue()));
                assertThat(members.isActive(id)).isEqualTo(active);
            }
        }
        assertThat(TestTopics.keys("dlq.feedback-service.members." + MEMBERS)).doesNotContainAnyElementsOf(ids);
    }

    @Test
    void nothingOfWhoeverLeavesRemains() {
        String leaver = UUID.randomUUID().toString();
        String token = Api.member(leaver, UUID.randomUUID().toString());
        String stays = Api.somebody();
        TestTopics.publish(
                MEMBERS,
                "wales.rhannu.membership.member-joined.v1",
                leaver,
                1,
                """
                {"state": {"id": "%s", "email": "x@example.gov.wales", "name": "Lowri", "roles": ["member"],
                 "standing": "active", "skills": []}, "change": {}}
                """
                        .formatted(leaver));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members.isActive(leaver)).isTrue());

        String open = api.openRanking();
        String closed = api.openRanking();
        api.cast(open, token, "[\"a\"]").must(200);
        api.cast(closed, token, "[\"a\"]").must(200);
        api.act("/rankings/" + closed + "/closing", FACILITATOR).must(200);
        String draft = api.post("/rankings", token, Api.ranking()).must(201).id();
        String opened = api.post("/rankings", token, Api.ranking()).must(201).id();
        api.act("/rankings/" + opened + "/opening", FACILITATOR).must(200);
        String topic = api.topic(token, "public", "Testun sy'n aros");
        String other = api.topic(stays, "public", "Beth am @{" + leaver + "}?");
        api.patch("/topics/" + other, stays, "{\"body\": \"Wedi newid\"}").must(200);
        api.send("PUT", "/topics/" + other + "/followers/me", token, null).must(204);
        String reply = api.reply(other, token, "Ateb sy'n aros");
        String told = api.reply(other, stays, "Diolch, @{" + leaver + "}");
        api.post("/topics/" + other + "/reports", token, "{\"reason\": \"Hm\"}").must(201);

        TestTopics.publish(MEMBERS, "wales.rhannu.membership.member-erased.v1", leaver, 2, null);

        List<String> collections = List.of(
                "rankings", "ballots", "topics", "replies", "followings", "reports", "posting_rates", "outcomes");
        for (String collection : collections) {
            await(collection).atMost(PATIENCE).untilAsserted(() -> assertThat(documents(collection))
                    .noneMatch(document -> document.contains(leaver)));
        }
        // members are read by another group than those who leave
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members.isActive(leaver)).isFalse());

        api.get("/rankings/" + draft, FACILITATOR).must(404);
        api.get("/rankings/" + opened, FACILITATOR).must(200);
        assertThat(api.get("/rankings/" + open, null).json().path("voters").intValue())
                .isZero();
        assertThat(api.get("/rankings/" + closed + "/result", null)
                        .json()
                        .path("voters")
                        .path("people")
                        .intValue())
                .isEqualTo(1);
        JsonNode left = api.get("/topics/" + topic, stays).must(200).json();
        assertThat(left.path("body").stringValue()).isEqualTo("Testun sy'n aros");
        assertThat(left.has("author")).isFalse();
        assertThat(api.get("/topics/" + other + "/replies/" + told, stays)
                        .json()
                        .path("body")
                        .stringValue())
                .isEqualTo("Diolch, @{gone}");
        assertThat(api.get("/topics/" + other + "/replies/" + reply, stays)
                        .json()
                        .path("body")
                        .stringValue())
                .isEqualTo("Ateb sy'n aros");

        Contracts.assertValid(TestTopics.awaitEvent(
                "feedback.topics.internal", "wales.rhannu.feedback.topic-person-removed.v1", topic));
        Contracts.assertValid(TestTopics.awaitEvent(
                "feedback.replies.internal", "wales.rhannu.feedback.reply-person-removed.v1", reply));
        Contracts.assertValid(TestTopics.awaitEvent(
                "feedback.rankings.internal", "wales.rhannu.feedback.ranking-author-removed.v1", opened));
        Contracts.assertValid(TestTopics.await(
                "feedback.reports.internal", event -> event.type().endsWith("report-reporter-removed.v1")));
        TestTopics.awaitTombstone("feedback.rankings.internal", draft);
        for (String topicOfPeople : List.of(
                "feedback.rankings.internal",
                "feedback.ballots.internal",
                "feedback.topics.internal",
                "feedback.replies.internal",
                "feedback.followings.internal",
                "feedback.reports.internal")) {
            await(topicOfPeople).atMost(PATIENCE).untilAsserted(() -> assertThat(newest(topicOfPeople))
                    .noneMatch(event -> String.valueOf(event.data()).contains(leaver)));
        }
    }

    private List<String> documents(String collection) {
        return mongo.findAll(Document.class, collection).stream()
                .map(Document::toJson)
                .toList();
    }

    /** What is left of each subject once the topic is compacted. */
    private static List<ReceivedEvent> newest(String topic) {
        Map<String, ReceivedEvent> newest = new LinkedHashMap<>();
        TestTopics.read(topic).forEach(event -> newest.put(event.subject(), event));
        return List.copyOf(newest.values());
    }
}
