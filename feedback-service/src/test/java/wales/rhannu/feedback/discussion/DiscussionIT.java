package wales.rhannu.feedback.discussion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static wales.rhannu.feedback.Api.FACILITATOR;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import wales.rhannu.feedback.Api;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.feedback.membership.Members;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTopics;
import wales.rhannu.starter.web.Paging;

@FeedbackServiceTest
class DiscussionIT {

    private static final String MEMBERS = "membership.members.internal";
    private static final String PUBLIC = "feedback.topics";
    private static final String TOPICS = "feedback.topics.internal";
    private static final String REPLIES = "feedback.replies.internal";
    private static final String TYPE = "wales.rhannu.feedback.";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @LocalServerPort
    int port;

    @Autowired
    Members members;

    Api api = new Api(0);
    String aled = "";
    String bethan = "";
    String authorized = "";
    String bethanAuthorized = "";

    @BeforeEach
    void begin() {
        api = new Api(port);
        aled = UUID.randomUUID().toString();
        bethan = UUID.randomUUID().toString();
        authorized = Api.member(aled, "cardiff");
        bethanAuthorized = Api.member(bethan, "gwynedd");
    }

    private void joins(String member, String name) {
        TestTopics.publish(
                MEMBERS,
                "wales.rhannu.membership.member-profile-changed.v1",
                member,
                1,
                """
                {"state": {"id": "%s", "email": "x@example.gov.wales", "name": "%s", "roles": ["member"],
                 "standing": "active", "skills": []}, "change": {}}
                """
                        .formatted(member, name));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members.nameOf(member)).contains(name));
    }

    private static JsonNode state(ReceivedEvent event) {
        return Objects.requireNonNull(event.data()).path("state");
    }

    private static List<String> told(ReceivedEvent event) {
        List<String> told = new ArrayList<>();
        state(event)
                .path("tell")
                .forEach(it -> told.add(it.path("member").stringValue() + " "
                        + it.path("because").stringValue()));
        return told;
    }

    @Nested
    class ATopic {

        @Test
        void isForMembersUnlessItsAuthorSaysOtherwise() {
            String id = api.post("/topics", authorized, "{\"title\": \"T\", \"body\": \"B\", \"language\": \"en\"}")
                    .must(201)
                    .id();
            api.get("/topics/" + id, null).must(404);
            api.get("/topics/" + id, bethanAuthorized).must(200);
            assertThat(api.get("/topics?limit=100", null).json().path("items").findValuesAsString("id"))
                    .doesNotContain(id);
            assertThat(api.get("/topics", bethanAuthorized).json().path("items").findValuesAsString("id"))
                    .contains(id);
            TestTopics.awaitEvent(TOPICS, TYPE + "topic-written.v1", id);
            assertThat(TestTopics.read(PUBLIC, id)).isEmpty();
        }

        @Test
        void namesNobodyToTheWorld() {
            joins(aled, "Aled");
            joins(bethan, "Bethan");
            String id = api.topic(authorized, "public", "Beth am @{" + bethan + "}?");

            JsonNode seen = api.get("/topics/" + id, null).must(200).json();
            assertThat(seen.toString()).doesNotContain(aled, bethan, "Aled", "Bethan");
            assertThat(seen.path("body").stringValue()).isEqualTo("Beth am @…?");
            JsonNode known = api.get("/topics/" + id, bethanAuthorized).json();
            assertThat(known.path("author").path("name").stringValue()).isEqualTo("Aled");
            assertThat(known.path("mentions").path(0).path("name").stringValue())
                    .isEqualTo("Bethan");
            ReceivedEvent open = TestTopics.awaitEvent(PUBLIC, TYPE + "topic-written.v1", id);
            Contracts.assertValid(open);
            assertThat(String.valueOf(open.data())).doesNotContain(aled, bethan);
        }

        @Test
        void everyStepIsPublishedAsItsContractSays() {
            String id = api.topic(authorized, "public", "Cyn");
            api.patch("/topics/" + id, authorized, "{\"body\": \"Wedyn\"}").must(200);
            api.act("/topics/" + id + "/locking", FACILITATOR).must(200);
            api.act("/topics/" + id + "/unlocking", FACILITATOR).must(200);
            api.send("DELETE", "/topics/" + id, authorized, null).must(204);

            TestTopics.awaitTombstone(PUBLIC, id);
            TestTopics.read(PUBLIC, id).forEach(Contracts::assertValid);
            List<ReceivedEvent> all = TestTopics.read(TOPICS, id);
            assertThat(all)
                    .extracting(ReceivedEvent::type)
                    .containsExactly(
                            TYPE + "topic-written.v1",
                            TYPE + "topic-edited.v1",
                            TYPE + "topic-locked.v1",
                            TYPE + "topic-unlocked.v1",
                            TYPE + "topic-deleted.v1");
            all.forEach(Contracts::assertValid);
            JsonNode left = api.get("/topics/" + id, authorized).must(200).json();
            assertThat(left.path("visibility").stringValue()).isEqualTo("deleted");
            assertThat(left.has("body") || left.has("title")).isFalse();
            assertThat(api.patch("/topics/" + id, authorized, "{\"body\": \"Eto\"}")
                            .must(409)
                            .problem())
                    .isEqualTo("not-shown");
        }

        @Test
        void showsWhatItSaidBeforeToItsAuthorAndFacilitators() {
            String id = api.topic(authorized, "public", "Cyn");
            api.send("PATCH", "/topics/" + id, authorized, "{\"body\": \"Wedyn\"}")
                    .must(428);
            String etag = api.get("/topics/" + id, authorized).etag();
            api.send("PATCH", "/topics/" + id, authorized, "{\"body\": \"Wedyn\"}", "If-Match", etag)
                    .must(200);
            api.send("PATCH", "/topics/" + id, authorized, "{\"body\": \"Hwyr\"}", "If-Match", etag)
                    .must(412);
            api.patch("/topics/" + id, bethanAuthorized, "{\"body\": \"Fi\"}").must(403);

            for (String reader : List.of(authorized, FACILITATOR)) {
                assertThat(api.get("/topics/" + id + "/history", reader)
                                .must(200)
                                .json()
                                .path("items")
                                .path(0)
                                .path("text")
                                .stringValue())
                        .isEqualTo("Cyn");
            }
            api.get("/topics/" + id + "/history", bethanAuthorized).must(403);
            api.get("/topics/" + id + "/history", null).must(401);
        }

        @Test
        void isAboutSomethingThatThereIs() {
            String ranking = api.openRanking();
            String body = "{\"title\": \"T\", \"body\": \"B\", \"language\": \"cy\", \"audience\": \"public\", "
                    + "\"about\": {\"kind\": \"%s\", \"id\": \"%s\"}}";
            String id = api.post("/topics", authorized, body.formatted("ranking", ranking))
                    .must(201)
                    .id();
            assertThat(api.get("/topics?about=" + ranking, null)
                            .json()
                            .path("items")
                            .path(0)
                            .path("id")
                            .stringValue())
                    .isEqualTo(id);
            api.post("/topics", authorized, body.formatted("ranking", UUID.randomUUID()))
                    .must(422);
            api.post("/topics", authorized, body.formatted("case-study", "no-id"))
                    .must(422);
            api.post("/topics", authorized, body.formatted("weather", UUID.randomUUID()))
                    .must(422);
            api.post("/topics", authorized, "{}").must(422);
            api.post("/topics", null, "{}").must(401);
        }
    }

    @Nested
    class AReply {

        @Test
        void isToldToWhoeverIsMentionedAnsweredOrFollows() {
            joins(bethan, "Bethan");
            String carys = UUID.randomUUID().toString();
            String topic = api.topic(authorized, "members", "Cwestiwn");
            api.send("PUT", "/topics/" + topic + "/followers/me", Api.member(carys, "nrw"), null)
                    .must(204);
            String first = api.reply(topic, bethanAuthorized, "Ateb");
            ReceivedEvent written = TestTopics.awaitEvent(REPLIES, TYPE + "reply-written.v1", first);
            Contracts.assertValid(written);
            assertThat(told(written)).containsExactlyInAnyOrder(aled + " follows", carys + " follows");
            assertThat(Objects.requireNonNull(written.data())
                            .path("change")
                            .path("topicTitle")
                            .stringValue())
                    .isEqualTo("Cwestiwn");

            String nested = api.post(
                            "/topics/" + topic + "/replies",
                            Api.member(carys, "nrw"),
                            "{\"body\": \"Gweler @{%s} a @{%s}\", \"inReplyTo\": \"%s\"}"
                                    .formatted(bethan, UUID.randomUUID(), first))
                    .must(201)
                    .id();
            assertThat(told(TestTopics.awaitEvent(REPLIES, TYPE + "reply-written.v1", nested)))
                    .containsExactlyInAnyOrder(bethan + " mentioned", aled + " follows");
            api.post(
                            "/topics/" + topic + "/replies",
                            authorized,
                            "{\"body\": \"Rhy ddwfn\", \"inReplyTo\": \"" + nested + "\"}")
                    .must(422);

            api.send("DELETE", "/topics/" + topic + "/followers/me", authorized, null)
                    .must(204);
            api.send("DELETE", "/topics/" + topic + "/followers/me", Api.member(carys, "nrw"), null)
                    .must(204);
            String quiet = api.reply(topic, bethanAuthorized, "Ateb arall");
            assertThat(told(TestTopics.awaitEvent(REPLIES, TYPE + "reply-written.v1", quiet)))
                    .isEmpty();
        }

        @Test
        void anEditTellsThoseWhoAreNewlyMentioned() {
            joins(bethan, "Bethan");
            String topic = api.topic(authorized, "public", "Cwestiwn");
            String reply = api.reply(topic, authorized, "Ateb");
            String at = "/topics/" + topic + "/replies/" + reply;
            api.patch(at, authorized, "{\"body\": \"Ateb @{" + bethan + "}\"}").must(200);
            ReceivedEvent edited = TestTopics.awaitEvent(REPLIES, TYPE + "reply-edited.v1", reply);
            Contracts.assertValid(edited);
            assertThat(told(edited)).containsExactly(bethan + " mentioned");
            assertThat(api.get(at + "/history", authorized).json().path("items").size())
                    .isEqualTo(1);
            api.patch(at, bethanAuthorized, "{\"body\": \"Fi\"}").must(403);
        }

        @Test
        void isATombstoneOnceItsAuthorDeletedIt() {
            String topic = api.topic(authorized, "public", "Cwestiwn");
            String reply = api.reply(topic, bethanAuthorized, "Gair diangen");
            api.send("DELETE", "/topics/" + topic + "/replies/" + reply, authorized, null)
                    .must(403);
            api.send("DELETE", "/topics/" + topic + "/replies/" + reply, bethanAuthorized, null)
                    .must(204);
            Answer list = api.get("/topics/" + topic + "/replies", null).must(200);
            assertThat(list.body()).doesNotContain("Gair diangen");
            assertThat(list.json().path("items").path(0).path("visibility").stringValue())
                    .isEqualTo("deleted");
            Contracts.assertValid(TestTopics.awaitEvent(REPLIES, TYPE + "reply-deleted.v1", reply));
        }

        @Test
        void isListedInPagesTheOldestFirst() {
            String topic = api.topic(authorized, "public", "Cwestiwn");
            List<String> written = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                written.add(api.reply(topic, bethanAuthorized, "Ateb " + i));
            }
            List<String> read = new ArrayList<>();
            String after = "";
            do {
                JsonNode page = api.get("/topics/" + topic + "/replies?limit=2" + after, null)
                        .json();
                page.path("items").forEach(item -> read.add(item.path("id").stringValue()));
                after = page.path("next").isNull()
                        ? ""
                        : "&after=" + page.path("next").stringValue();
            } while (!after.isEmpty());
            assertThat(read).containsExactlyInAnyOrderElementsOf(written);
        }

        @Test
        void isNotTakenInALockedTopic() {
            String topic = api.topic(authorized, "public", "Cwestiwn");
            String reply = api.reply(topic, bethanAuthorized, "Ateb");
            api.act("/topics/" + topic + "/locking", authorized).must(403);
            api.act("/topics/" + topic + "/locking", FACILITATOR).must(200);
            assertThat(api.post("/topics/" + topic + "/replies", bethanAuthorized, "{\"body\": \"Hwyr\"}")
                            .must(409)
                            .problem())
                    .isEqualTo("locked");
            api.patch("/topics/" + topic + "/replies/" + reply, bethanAuthorized, "{\"body\": \"Hwyr\"}")
                    .must(409);
            api.patch("/topics/" + topic, authorized, "{\"body\": \"Hwyr\"}").must(409);
            api.act("/topics/" + topic + "/unlocking", FACILITATOR).must(200);
            api.reply(topic, bethanAuthorized, "Eto");
        }
    }

    @Test
    void whatIsFollowedIsListedAndNothingElse() {
        String topic = api.topic(authorized, "members", "Cwestiwn");
        api.topic(authorized, "members", "Arall");
        assertThat(api.get("/topics/" + topic, bethanAuthorized)
                        .json()
                        .path("following")
                        .booleanValue())
                .isFalse();
        api.send("PUT", "/topics/" + topic + "/followers/me", bethanAuthorized, null)
                .must(204);
        api.send("PUT", "/topics/" + topic + "/followers/me", bethanAuthorized, null)
                .must(204);
        assertThat(api.get("/topics/" + topic, bethanAuthorized)
                        .json()
                        .path("following")
                        .booleanValue())
                .isTrue();
        JsonNode followed =
                api.get("/topics?followed=true", bethanAuthorized).json().path("items");
        assertThat(followed.size()).isEqualTo(1);
        assertThat(followed.path(0).path("id").stringValue()).isEqualTo(topic);
        api.get("/topics?followed=true", null).must(401);
        Contracts.assertValid(TestTopics.awaitEvent(
                "feedback.followings.internal", TYPE + "following-begun.v1", ThreadSubscription.idOf(topic, bethan)));
    }

    @Test
    void whoeverBeginsATopicFollowsItUnlessTheySayOtherwise() {
        String own = api.topic(authorized, "members", "Fy mhwnc");
        String left = api.topic(authorized, "members", "Digon");
        String said = api.topic(authorized, "members", "Yn sicr");
        String others = api.topic(bethanAuthorized, "members", "Pwnc arall");
        String deleted = api.topic(authorized, "members", "Camgymeriad");
        api.send("DELETE", "/topics/" + left + "/followers/me", authorized, null)
                .must(204);
        api.send("PUT", "/topics/" + said + "/followers/me", authorized, null).must(204);
        api.send("PUT", "/topics/" + others + "/followers/me", authorized, null).must(204);
        api.send("DELETE", "/topics/" + deleted, authorized, null).must(204);

        List<String> followed = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = api.get("/topics?followed=true&limit=1" + after, authorized)
                    .must(200)
                    .json();
            page.path("items").forEach(item -> followed.add(item.path("id").stringValue()));
            after = page.path("next").isNull()
                    ? ""
                    : "&after=" + page.path("next").stringValue();
        } while (!after.isEmpty());
        assertThat(followed).containsExactlyInAnyOrder(own, said, others);
        api.reply(own, bethanAuthorized, "Ateb");
        for (JsonNode item : api.get("/topics?followed=true", authorized).json().path("items")) {
            assertThat(item.path("counts").path("replies").intValue())
                    .isEqualTo(item.path("id").stringValue().equals(own) ? 1 : 0);
        }
        assertThat(api.get("/topics/" + own, authorized)
                        .json()
                        .path("counts")
                        .path("replies")
                        .intValue())
                .isEqualTo(1);
        assertThat(followed.get(2))
                .as("the one that was begun first is the last")
                .isEqualTo(own);
        api.get("/topics?followed=true&after=" + Paging.cursor("a"), authorized).must(400);
    }

    @Nested
    class AReport {

        @Test
        void isDecidedOnByFacilitators() {
            String topic = api.topic(authorized, "public", "Cwestiwn");
            String reply = api.reply(topic, bethanAuthorized, "Pris cyfrinachol");
            String at = "/topics/" + topic + "/replies/" + reply;
            String report = api.post(at + "/reports", authorized, "{\"reason\": \"Cyfrinachol\"}")
                    .must(201)
                    .id();
            assertThat(api.post(at + "/reports", authorized, "{\"reason\": \"Eto\"}")
                            .must(201)
                            .id())
                    .isEqualTo(report);
            api.post(at + "/reports", authorized, "{}").must(422);
            api.get("/reports", authorized).must(403);
            assertThat(api.get("/reports?status=open&limit=100", FACILITATOR)
                            .must(200)
                            .json()
                            .path("items")
                            .findValuesAsString("id"))
                    .contains(report);
            assertThat(api.get("/reports", FACILITATOR)
                            .json()
                            .path("counts")
                            .path("open")
                            .longValue())
                    .isPositive();
            api.post("/reports/" + report + "/resolution", FACILITATOR, "{}").must(422);
            api.post("/reports/" + report + "/resolution", FACILITATOR, "{\"decision\": \"hide\"}")
                    .must(200);
            assertThat(api.post("/reports/" + report + "/resolution", FACILITATOR, "{\"decision\": \"keep\"}")
                            .must(409)
                            .problem())
                    .isEqualTo("already-resolved");

            assertThat(api.get(at, null).json().has("body")).isFalse();
            assertThat(api.get(at, authorized).json().has("body")).isFalse();
            assertThat(api.get(at, bethanAuthorized).json().has("body")).isTrue();
            assertThat(api.get(at, FACILITATOR).json().has("body")).isTrue();
            Contracts.assertValid(TestTopics.awaitEvent(REPLIES, TYPE + "reply-hidden.v1", reply));
            ReceivedEvent resolved =
                    TestTopics.awaitEvent("feedback.reports.internal", TYPE + "report-resolved.v1", report);
            Contracts.assertValid(resolved);
        }

        @Test
        void onATopicHidesItFromTheWorldAndAnotherShowsItAgain() {
            String topic = api.topic(authorized, "public", "Cwestiwn");
            String[] reports = {authorized, bethanAuthorized};
            for (int i = 0; i < 2; i++) {
                String report = api.post("/topics/" + topic + "/reports", reports[i], "{\"reason\": \"Hm\"}")
                        .must(201)
                        .id();
                api.post(
                                "/reports/" + report + "/resolution",
                                FACILITATOR,
                                "{\"decision\": \"" + (i == 0 ? "hide" : "keep") + "\"}")
                        .must(200);
                if (i == 0) {
                    TestTopics.awaitTombstone(PUBLIC, topic);
                    assertThat(api.get("/topics/" + topic, null).json().has("title"))
                            .isFalse();
                }
            }
            Contracts.assertValid(TestTopics.awaitEvent(PUBLIC, TYPE + "topic-shown.v1", topic));
            assertThat(api.get("/topics/" + topic, null).json().has("title")).isTrue();
        }
    }

    @Test
    void whoeverWritesTooMuchIsToldToWait() {
        String topic = api.topic(authorized, "members", "Cwestiwn");
        Answer answer = null;
        // a count begins anew every ten minutes, which may be in the middle of them
        for (int i = 0; i < 140 && (answer == null || answer.status() != 429); i++) {
            answer = api.post("/topics/" + topic + "/replies", bethanAuthorized, "{\"body\": \"Ateb\"}");
        }
        Answer refused = Objects.requireNonNull(answer).must(429);
        assertThat(refused.problem()).isEqualTo("posting-too-fast");
        assertThat(refused.response().headers().firstValueAsLong("Retry-After")).isPresent();
        api.reply(topic, authorized, "Rhywun arall");
    }
}
