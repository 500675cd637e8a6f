package wales.rhannu.feedback.casestudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;
import wales.rhannu.feedback.Api;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTopics;

/** Whoever wrote an anonymous case study talks about it without being named. */
@FeedbackServiceTest
class AnonymousAuthorsIT {

    private static final String CHANGED = "wales.rhannu.casestudy.anonymous-author-changed.v1";
    private static final String BY_ROLE = "\"authorRole\":\"case-study-author\"";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @LocalServerPort
    int port;

    @Autowired
    AnonymousAuthors authors;

    @Autowired
    MongoTemplate mongo;

    Api api = new Api(0);
    String study = "";
    String authorId = "";
    String author = "";
    String reader = "";

    @BeforeEach
    void begin() {
        api = new Api(port);
        study = UUID.randomUUID().toString();
        authorId = UUID.randomUUID().toString();
        author = Api.member(authorId, "cardiff");
        reader = Api.somebody();
    }

    private void isAnonymous(long sequence) {
        told(sequence, "{\"state\": {\"id\": \"%s\", \"author\": \"%s\"}, \"change\": {}}".formatted(study, authorId));
        await().atMost(PATIENCE).until(() -> authors.of(study).equals(Optional.of(authorId)));
    }

    private void isAnonymousNoMore(long sequence) {
        told(sequence, null);
        await().atMost(PATIENCE).until(() -> authors.of(study).isEmpty());
    }

    private void told(long sequence, @Nullable String data) {
        TestTopics.publish(AnonymousAuthors.TOPIC, CHANGED, study, sequence, data);
    }

    private String topicOf(String bearer, String body) {
        return api.post(
                        "/topics",
                        bearer,
                        """
                        {"title": "Cwestiwn", "body": "%s", "language": "cy", "audience": "public",
                         "about": {"kind": "case-study", "id": "%s"}}
                        """
                                .formatted(body, study))
                .must(201)
                .id();
    }

    private static String reply(String topic, String reply) {
        return "/topics/" + topic + "/replies/" + reply;
    }

    @Test
    void theyAppearByTheirRoleWhereverTheirPostsAreRead() {
        isAnonymous(1);
        String topic = topicOf(reader, "Sut?");
        String written = api.reply(topic, author, "Fel hyn, meddaf i, @{" + authorId + "}");
        String own = topicOf(author, "Beth nesaf?");
        api.reply(topic, reader, "Diolch");

        for (String by : new String[] {reader, Api.FACILITATOR, null}) {
            for (String path : new String[] {
                reply(topic, written), "/topics/" + topic + "/replies", "/topics/" + own, "/topics?about=" + study
            }) {
                assertThat(api.get(path, by).must(200).body())
                        .as("%s as read by %s", path, by)
                        .doesNotContain(authorId)
                        .contains(BY_ROLE);
            }
        }
        JsonNode replies =
                api.get("/topics/" + topic + "/replies", reader).json().path("items");
        assertThat(replies.findValues("authorRole")).hasSize(1);
        assertThat(replies.findValues("author")).as("the other reply's").hasSize(1);
        assertThat(api.get(reply(topic, written), reader).json().path("body").stringValue())
                .isEqualTo("Fel hyn, meddaf i, @…");
    }

    @Test
    void theySeeThemselvesByNameAndThatOthersDoNot() {
        isAnonymous(1);
        String topic = topicOf(reader, "Sut?");
        JsonNode answer = api.post("/topics/" + topic + "/replies", author, "{\"body\": \"Fel hyn\"}")
                .must(201)
                .json();
        assertThat(answer.path("author").path("id").stringValue()).isEqualTo(authorId);
        assertThat(answer.path("authorRole").stringValue()).isEqualTo("case-study-author");
    }

    @Test
    void whatTheyWroteBeforeThePublicationIsOfTheirRoleToo() {
        String topic = topicOf(reader, "Sut?");
        String written = api.reply(topic, author, "Fel hyn");
        assertThat(api.get(reply(topic, written), reader).body()).contains(authorId);

        isAnonymous(1);
        assertThat(api.get(reply(topic, written), reader).body())
                .doesNotContain(authorId)
                .contains(BY_ROLE);
    }

    @Test
    void theirNameIsShownElsewhereAndOnceItIsNotAnonymousAnyMore() {
        isAnonymous(1);
        String topic = topicOf(reader, "Sut?");
        String written = api.reply(topic, author, "Fel hyn");
        String elsewhere = api.topic(author, "members", "Rhywbeth arall");
        assertThat(api.get("/topics/" + elsewhere, reader).body())
                .contains(authorId)
                .doesNotContain("authorRole");

        isAnonymousNoMore(2);
        assertThat(api.get(reply(topic, written), reader).body())
                .contains(authorId)
                .doesNotContain("authorRole");
    }

    @Test
    void nothingOfThemIsKeptOnceItIsNotAnonymousOrTheyHaveLeft() {
        isAnonymous(1);
        isAnonymousNoMore(2);
        assertThat(mongo.findAll(Document.class, "of_casestudy_anonymous_authors_internal"))
                .noneMatch(document -> document.toJson().contains(authorId));
    }

    @Test
    void everyExampleIsRead() {
        for (Contracts.Example example : Contracts.examples(AnonymousAuthors.TOPIC)) {
            JsonNode state = Api.json(example.data()).path("state");
            authorId = state.path("author").stringValue();
            told(1, example.data());
            await().atMost(PATIENCE).until(() -> authors.of(study).equals(Optional.of(authorId)));
        }
    }
}
