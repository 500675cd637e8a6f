package wales.rhannu.feedback.discussion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import wales.rhannu.feedback.Api;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTopics;

/** What members wrote for members stays with them. */
@FeedbackServiceTest
class AudienceIT {

    private static final String TYPE = "wales.rhannu.feedback.";
    private static final String FOR_ALL = "{\"audience\": \"public\"}";

    @LocalServerPort
    int port;

    @Autowired
    MongoTemplate mongo;

    Api api = new Api(0);
    String author = "";
    String replier = "";
    String replierId = "";

    @BeforeEach
    void begin() {
        api = new Api(port);
        author = Api.somebody();
        replierId = UUID.randomUUID().toString();
        replier = Api.member(replierId, "an-organisation");
    }

    private void staysWithMembers(String topic) {
        Answer refused = api.send(
                        "PATCH", "/topics/" + topic, author, FOR_ALL, "If-Match", "*", "Accept-Language", "cy")
                .must(409);
        assertThat(refused.problem()).isEqualTo("audience-settled");
        assertThat(refused.text("title")).contains("rhywun arall");
        api.get("/topics/" + topic, null).must(404);
        api.get("/topics/" + topic + "/replies", null).must(404);
        assertThat(TestTopics.read("feedback.topics", topic)).isEmpty();
    }

    @Nested
    class OfATopicForMembers {

        @Test
        void isWidenedByItsAuthorWhileNobodyElseWrote() {
            String topic = api.topic(author, "members", "Cwestiwn");
            api.reply(topic, author, "Rhagor gen i");
            api.patch("/topics/" + topic, author, FOR_ALL).must(200);
            api.get("/topics/" + topic, null).must(200);
        }

        @Test
        void isNeverWidenedOnceSomebodyElseReplied() {
            String topic = api.topic(author, "members", "Cwestiwn");
            String reply = api.reply(topic, replier, "Yn gyfrinachol");
            staysWithMembers(topic);
            Contracts.assertValid(
                    TestTopics.awaitEvent("feedback.topics.internal", TYPE + "topic-audience-settled.v1", topic));

            api.send("DELETE", "/topics/" + topic + "/replies/" + reply, replier, null)
                    .must(204);
            staysWithMembers(topic);
            api.patch("/topics/" + topic, author, "{\"body\": \"Newydd\"}").must(200);
        }

        @Test
        void isNotWidenedAfterWhoeverRepliedHasLeft() {
            String topic = api.topic(author, "members", "Cwestiwn");
            String reply = api.reply(topic, replier, "Yn gyfrinachol");
            TestTopics.publish(
                    "membership.members.internal", "wales.rhannu.membership.member-erased.v1", replierId, 2, null);
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(api.get("/topics/" + topic + "/replies/" + reply, author)
                                    .json()
                                    .has("author"))
                            .isFalse());
            staysWithMembers(topic);
        }

        /** As a version wrote it that did not note on the topic that somebody else replied. */
        @Test
        void isNotWidenedWhereTheRepliesAloneTellThatSomebodyElseWrote() {
            String topic = api.topic(author, "members", "Cwestiwn");
            api.reply(topic, author, "Rhagor gen i");
            api.reply(topic, replier, "Yn gyfrinachol");
            mongo.getCollection("topics")
                    .updateOne(
                            new Document("_id", topic),
                            new Document("$unset", new Document("state.audienceSettled", "")));
            staysWithMembers(topic);
        }
    }

    @Test
    void aTopicThatWasNarrowedIsNotWidenedAgainOnceSomebodyElseWrote() {
        String topic = api.topic(author, "public", "Cwestiwn");
        api.reply(topic, replier, "Yn agored");
        api.patch("/topics/" + topic, author, "{\"audience\": \"members\"}").must(200);
        assertThat(api.patch("/topics/" + topic, author, FOR_ALL).must(409).problem())
                .isEqualTo("audience-settled");
    }

    @Test
    void aReplyForMembersIsRefusedOnceTheTopicIsForAll() {
        String topic = api.topic(author, "public", "Cwestiwn");
        Answer refused = api.post(
                        "/topics/" + topic + "/replies",
                        replier,
                        "{\"body\": \"Yn gyfrinachol\", \"audience\": \"members\"}")
                .must(409);
        assertThat(refused.problem()).isEqualTo("audience-widened");
        assertThat(api.get("/topics/" + topic + "/replies", null).json().path("items"))
                .isEmpty();
    }

    /** Whichever comes first, the other is refused: nobody reads in public what was written for members. */
    @Test
    void aReplyForMembersAndAWideningAtTheSameMomentNeverBothSucceed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 20; i++) {
                String by = Api.somebody();
                String topic = api.topic(by, "members", "Cwestiwn");
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<Integer>> both = new ArrayList<>();
                both.add(threads.submit(() -> {
                    together.await();
                    return api.post(
                                    "/topics/" + topic + "/replies",
                                    Api.somebody(),
                                    "{\"body\": \"Yn gyfrinachol\", \"audience\": \"members\"}")
                            .status();
                }));
                both.add(threads.submit(() -> {
                    together.await();
                    return api.patch("/topics/" + topic, by, FOR_ALL).status();
                }));
                List<Integer> statuses = List.of(both.get(0).get(), both.get(1).get());
                assertThat(statuses).as("reply, widening").isIn(List.of(201, 409), List.of(409, 200));
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
