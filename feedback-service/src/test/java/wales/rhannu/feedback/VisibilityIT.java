package wales.rhannu.feedback;

import static wales.rhannu.starter.test.Callers.Kind.AUTHOR;
import static wales.rhannu.starter.test.Callers.Kind.FACILITATOR;
import static wales.rhannu.starter.test.Callers.Kind.MEMBERS;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import wales.rhannu.starter.test.Callers;
import wales.rhannu.starter.test.VisibilityCheck;

@FeedbackServiceTest
class VisibilityIT {

    private static final String RANKING = "/api/v1/rankings/{id}";
    private static final String TOPIC = "/api/v1/topics/{id}";
    private static final String REPLY = TOPIC + "/replies/{reply}";
    private static final String REPORT = "/api/v1/reports/{id}";

    @Autowired
    ApplicationContext service;

    @LocalServerPort
    int port;

    @Test
    void whoMayNotSeeSomethingIsAnsweredAsIfItDidNotExist() {
        VisibilityCheck.of(service)
                .hidden("a draft ranking", RANKING, Set.of(AUTHOR, FACILITATOR), callers -> List.of(ranking(callers)))
                .hidden(
                        "a draft ranking, which has no ballots",
                        RANKING + "/ballots/me",
                        Set.of(),
                        callers -> List.of(ranking(callers)))
                .hidden("a topic for members", TOPIC, MEMBERS, callers -> List.of(topic(callers)))
                .hidden("a reply in a topic for members", REPLY, MEMBERS, this::reply)
                .hidden(
                        "a reply that a facilitator has hidden, in a topic for members",
                        REPLY,
                        MEMBERS,
                        this::hiddenReply)
                .reserved("a report", REPORT, Set.of(FACILITATOR), callers -> List.of(report(callers)))
                .hasNothingHidden("/api/v1/outcomes/{id}", "What came of something is told to everybody.")
                .body("PATCH " + RANKING, "{\"description\": {\"cy\": \"Sut?\", \"en\": \"How?\"}}")
                .body("PUT " + RANKING + "/ballots/me", "{\"order\": [\"a\"]}")
                .body("PATCH " + TOPIC, "{\"body\": \"Wedyn\"}")
                .body("POST " + TOPIC + "/replies", "{\"body\": \"Ateb\"}")
                .body("POST " + TOPIC + "/reports", "{\"reason\": \"Sbam\"}")
                .body("PATCH " + REPLY, "{\"body\": \"Wedyn\"}")
                .body("POST " + REPLY + "/reports", "{\"reason\": \"Sbam\"}")
                .body("POST " + REPORT + "/resolution", "{\"decision\": \"keep\"}")
                .run();
    }

    private String ranking(Callers callers) {
        return new Api(port)
                .post("/rankings", callers.author(), Api.ranking())
                .must(201)
                .id();
    }

    private String topic(Callers callers) {
        return new Api(port).topic(callers.author(), "members", "Pa un?");
    }

    private List<String> reply(Callers callers) {
        String topic = topic(callers);
        return List.of(topic, new Api(port).reply(topic, callers.author(), "Hwn"));
    }

    private List<String> hiddenReply(Callers callers) {
        List<String> reply = reply(callers);
        String path = "/topics/" + reply.get(0) + "/replies/" + reply.get(1) + "/reports";
        resolve(callers, reported(callers, path), "hide");
        return reply;
    }

    private String report(Callers callers) {
        return reported(callers, "/topics/" + topic(callers) + "/reports");
    }

    private String reported(Callers callers, String path) {
        return new Api(port)
                .post(path, callers.author(), "{\"reason\": \"Sbam\"}")
                .must(201)
                .id();
    }

    private void resolve(Callers callers, String report, String decision) {
        new Api(port)
                .post(
                        "/reports/" + report + "/resolution",
                        callers.facilitator(),
                        "{\"decision\": \"" + decision + "\"}")
                .must(200);
    }
}
