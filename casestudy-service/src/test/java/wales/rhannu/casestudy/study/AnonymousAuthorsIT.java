package wales.rhannu.casestudy.study;

import static org.assertj.core.api.Assertions.assertThat;
import static wales.rhannu.casestudy.Api.AUTHOR;
import static wales.rhannu.casestudy.Api.FACILITATOR;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.casestudy.Api;
import wales.rhannu.casestudy.CaseStudyServiceTest;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTokens;
import wales.rhannu.starter.test.TestTopics;

/** Other services are told who wrote an anonymous case study, and of others nothing. */
@CaseStudyServiceTest
class AnonymousAuthorsIT {

    private static final String TOPIC = "casestudy.anonymous-authors.internal";
    private static final String INTERNAL = "casestudy.case-studies.internal";
    private static final String TYPE = "wales.rhannu.casestudy.case-study-";

    @LocalServerPort
    int port;

    @Autowired
    CaseStudies studies;

    @Autowired
    MongoTemplate mongo;

    Api api = new Api(0);

    @BeforeEach
    void api() {
        api = new Api(port);
    }

    private static ObjectNode anonymous() {
        ObjectNode content = Api.complete();
        content.putObject("disclosure").put("anonymous", true);
        return content;
    }

    /** All that the topic got of a case study: members, and {@code null} for a tombstone. */
    private static List<String> told(String id) {
        List<ReceivedEvent> events = TestTopics.read(TOPIC, id);
        events.forEach(event -> assertThat(event.type()).endsWith(".anonymous-author-changed.v1"));
        events.stream().filter(event -> !event.isTombstone()).forEach(Contracts::assertValid);
        return events.stream()
                .map(event -> {
                    JsonNode data = event.data();
                    return data == null ? "null" : data.at("/state/author").stringValue();
                })
                .toList();
    }

    @Test
    void fromThePublicationOnAndUntilItIsNotAnonymousAnyMore() {
        String id = api.draft(anonymous());
        api.act(id, "submission", AUTHOR).must(200);
        TestTopics.awaitEvent(INTERNAL, TYPE + "submitted.v1", id);
        assertThat(told(id)).isEmpty();

        api.act(id, "publication", FACILITATOR).must(200);
        api.edit(id, AUTHOR, "{\"outcome\": \"success\"}").must(200);
        api.edit(id, AUTHOR, "{\"disclosure\": {\"anonymous\": false}}").must(200);
        TestTopics.awaitTombstone(TOPIC, id);
        assertThat(told(id)).containsExactly("author", "null");

        api.edit(id, AUTHOR, "{\"disclosure\": {\"anonymous\": true}}").must(200);
        api.act(id, "archival", AUTHOR).must(200);
        TestTopics.awaitEvent(INTERNAL, TYPE + "archived.v1", id);
        assertThat(told(id)).as("what was read is remembered").containsExactly("author", "null", "author");
    }

    @Test
    void ofOneThatIsNotAnonymousNothing() {
        String id = api.published(Api.complete());
        api.edit(id, AUTHOR, "{\"outcome\": \"success\"}").must(200);
        TestTopics.awaitEvent(INTERNAL, TYPE + "edited.v1", id);
        assertThat(told(id)).isEmpty();
    }

    @Test
    void untilTheyLeave() {
        String member = UUID.randomUUID().toString();
        String token = TestTokens.member(member).organisation(Api.CARDIFF).bearer();
        String id = api.post("/case-studies", token, anonymous().toString())
                .must(201)
                .id();
        api.act(id, "submission", token).must(200);
        api.act(id, "publication", FACILITATOR).must(200);

        studies.forget(member);
        TestTopics.awaitTombstone(TOPIC, id);
        assertThat(told(id)).containsExactly(member, "null");
    }

    @Test
    void ofOneThatAVersionBeforePublishedWhenAllAreRead() {
        String id = api.published(anonymous());
        mongo.getCollection("case-studies")
                .updateOne(new Document("_id", id), new Document("$unset", new Document("extracted", "")));

        studies.each((study, sequence, state) -> Objects.requireNonNull(state));
        studies.each((study, sequence, state) -> Objects.requireNonNull(state));
        api.edit(id, AUTHOR, "{\"outcome\": \"success\"}").must(200);
        TestTopics.awaitEvent(INTERNAL, TYPE + "edited.v1", id);
        assertThat(told(id)).containsExactly("author", "author");
    }
}
