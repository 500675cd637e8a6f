package wales.rhannu.feedback.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static wales.rhannu.feedback.Api.FACILITATOR;

import com.mongodb.client.MongoCollection;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.data.mongodb.core.MongoTemplate;
import tools.jackson.databind.JsonNode;
import wales.rhannu.feedback.Api;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTopics;

/** Of fewer than three ballots nothing is told but how many they are. */
@FeedbackServiceTest
class SmallResultIT {

    private static final String TYPE = "wales.rhannu.feedback.ranking-";

    @LocalServerPort
    int port;

    @Autowired
    ResultWithholdingSweep withheld;

    @Autowired
    MongoTemplate mongo;

    Api api = new Api(0);

    @BeforeEach
    void api() {
        api = new Api(port);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void ofOneOrTwoBallotsTheirNumberAloneIsToldEverywhere(int ballots) {
        String id = closedWith(ballots);
        JsonNode closed = api.get("/rankings/" + id, null).must(200).json();
        assertThat(closed.path("status").stringValue()).isEqualTo("closed");
        assertThat(closed.path("voters").intValue()).isEqualTo(ballots);
        assertThat(api.get("/rankings/" + id + "/result", null).must(200).body())
                .isEqualTo("{\"voters\":{\"people\":" + ballots + "},\"groups\":[]}");

        for (String topic : List.of("feedback.rankings", "feedback.rankings.internal")) {
            ReceivedEvent event = TestTopics.awaitEvent(topic, TYPE + "closed.v1", id);
            Contracts.assertValid(event);
            JsonNode data = Objects.requireNonNull(event.data());
            assertThat(data.path("state").path("counted").intValue()).isEqualTo(ballots);
            assertThat(data.path("state").has("result")).isFalse();
            assertThat(data.path("change").has("condorcetWinner")).isFalse();
        }
    }

    private String closedWith(int ballots) {
        String id = api.openRanking();
        for (int i = 0; i < ballots; i++) {
            api.cast(id, Api.somebody(), "[\"b\", \"a\", \"c\"]").must(200);
        }
        api.act("/rankings/" + id + "/closing", FACILITATOR).must(200);
        return id;
    }

    @Test
    void whatAnEarlierVersionToldOfTwoBallotsIsTakenBack() {
        String id = closedWith(2);
        String larger = closedWith(3);
        MongoCollection<Document> rankings = mongo.getCollection("rankings");
        Document result = Objects.requireNonNull(
                        rankings.find(new Document("_id", larger)).first())
                .get("state", Document.class)
                .get("result", Document.class);
        result.get("voters", Document.class).put("people", 2);
        // as it was stored before there was the rule
        rankings.updateOne(
                new Document("_id", id),
                new Document("$set", new Document("state.result", result).append("published", "another hash"))
                        .append("$unset", new Document("state.counted", "")));
        assertThat(api.get("/rankings/" + id + "/result", null).must(200).body())
                .isEqualTo("{\"voters\":{\"people\":2},\"groups\":[]}");

        withheld.withhold(id);
        for (String topic : List.of("feedback.rankings", "feedback.rankings.internal")) {
            ReceivedEvent event = TestTopics.awaitEvent(topic, TYPE + "result-withheld.v1", id);
            Contracts.assertValid(event);
            JsonNode state = Objects.requireNonNull(event.data()).path("state");
            assertThat(state.path("counted").intValue()).isEqualTo(2);
            assertThat(state.has("result")).isFalse();
        }
        withheld.withhold(larger);
        assertThat(api.get("/rankings/" + larger + "/result", null).json().has("byPerson"))
                .isTrue();
    }
}
