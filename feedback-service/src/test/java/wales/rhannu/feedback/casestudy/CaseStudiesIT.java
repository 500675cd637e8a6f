package wales.rhannu.feedback.casestudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTopics;

/** Whoever wrote an anonymous case study talks about it without being named. */
@FeedbackServiceTest
class CaseStudiesIT {

    private static final String STUDIES = "casestudy.case-studies.internal";
    private static final String EDITED = "wales.rhannu.casestudy.case-study-edited.v1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @LocalServerPort
    int port;

    @Autowired
    CaseStudies studies;

    @Autowired
    MongoTemplate mongo;

    @Autowired
    MeterRegistry meters;

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

    private void isTold(long sequence, boolean anonymous) {
        TestTopics.publish(
                STUDIES,
                EDITED,
                study,
                sequence,
                """
                {"state": {"id": "%s", "status": "published", "author": "%s",
                 "content": {"disclosure": {"audience": "public", "anonymous": %s}}}, "change": {}}
                """
                        .formatted(study, authorId, anonymous));
        await().atMost(PATIENCE).until(() -> studies.anonymousAuthorOf(study)
                .equals(anonymous ? Optional.of(authorId) : Optional.empty()));
    }

    private String topicOf(String bearer) {
        return api.post(
                        "/topics",
                        bearer,
                        """
                        {"title": "Cwestiwn", "body": "Sut?", "language": "cy",
                         "about": {"kind": "case-study", "id": "%s"}}
                        """
                                .formatted(study))
                .must(201)
                .id();
    }

    @Test
    void theAuthorOfAnAnonymousOneAppearsByTheirRole() {
        isTold(1, true);
        String topic = topicOf(reader);
        String reply = api.reply(topic, author, "Fel hyn");
        String own = topicOf(author);
        api.reply(topic, reader, "Diolch");

        for (String by : new String[] {reader, Api.FACILITATOR}) {
            for (String path : new String[] {
                "/topics/" + topic + "/replies/" + reply,
                "/topics/" + topic + "/replies",
                "/topics/" + own,
                "/topics?about=" + study
            }) {
                assertThat(api.get(path, by).must(200).body())
                        .doesNotContain(authorId)
                        .contains("\"authorRole\":\"case-study-author\"");
            }
        }
        JsonNode replies =
                api.get("/topics/" + topic + "/replies", reader).json().path("items");
        assertThat(replies.findValues("authorRole")).hasSize(1);
        assertThat(replies.findValues("author")).hasSize(1);
        JsonNode theirs =
                api.get("/topics/" + topic + "/replies/" + reply, author).json();
        assertThat(theirs.path("author").path("id").stringValue()).isEqualTo(authorId);
        assertThat(theirs.path("authorRole").stringValue()).isEqualTo("case-study-author");
    }

    @Test
    void theirNameIsShownElsewhereAndOnceItIsNotAnonymousAnyMore() {
        isTold(1, true);
        String topic = topicOf(reader);
        String reply = api.reply(topic, author, "Fel hyn");
        String elsewhere = api.topic(author, "members", "Rhywbeth arall");
        assertThat(api.get("/topics/" + elsewhere, reader).body()).contains(authorId);

        isTold(2, false);
        assertThat(api.get("/topics/" + topic + "/replies/" + reply, reader).body())
                .contains(authorId)
                .doesNotContain("authorRole");
    }

    @Test
    void ofThoseThatAreNotAnonymousTheAuthorIsNotKept() {
        isTold(1, true);
        isTold(2, false);
        assertThat(mongo.findAll(Document.class, "of_casestudy_case_studies_internal"))
                .noneMatch(document -> document.toJson().contains(authorId));
    }

    @Test
    void ofThoseThatNeverWereAnonymousNothingIsWritten() {
        double before = read();
        TestTopics.publish(
                STUDIES,
                EDITED,
                study,
                1,
                "{\"state\": {\"id\": \"%s\", \"author\": \"%s\"}, \"change\": {}}".formatted(study, authorId));
        await().atMost(PATIENCE).until(() -> read() == before + 1);
        assertThat(mongo.findById(study, Document.class, "of_casestudy_case_studies_internal"))
                .isNull();
    }

    private double read() {
        return meters.counter("rhannu.events.consumed", "type", EDITED, "result", "applied")
                .count();
    }

    @Test
    void everyExampleIsRead() {
        List<String> ids = new ArrayList<>();
        for (Contracts.Example example : Contracts.examples(STUDIES)) {
            study = UUID.randomUUID().toString();
            ids.add(study);
            TestTopics.publish(STUDIES, "wales.rhannu.casestudy." + example.event(), study, 1, example.data());
            // what comes after it is read, so it was
            isTold(2, true);
        }
        assertThat(TestTopics.keys("dlq.feedback-service.case-studies." + STUDIES))
                .doesNotContainAnyElementsOf(ids);
    }
}
