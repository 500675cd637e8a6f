package wales.rhannu.feedback.discussion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import wales.rhannu.feedback.Api;
import wales.rhannu.feedback.FeedbackServiceTest;
import wales.rhannu.feedback.membership.Members;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.test.TestApi.Answer;
import wales.rhannu.starter.test.TestTopics;

/** How many others a member may have told by mentioning them, and where a mention is none. */
@FeedbackServiceTest
class MentionsIT {

    private static final String MEMBERS = "membership.members.internal";
    private static final String REPLIES = "feedback.replies.internal";

    private static final Duration WINDOW = Duration.ofMinutes(10);

    @LocalServerPort
    int port;

    @Autowired
    Members members;

    Api api = new Api(0);
    String writer = "";

    @BeforeEach
    void begin() {
        api = new Api(port);
        writer = Api.somebody();
    }

    /** A count begins anew every ten minutes, and must not do so in the middle of a test. */
    private static void awaitNoNewCountSoon() {
        await().atMost(Duration.ofSeconds(120))
                .until(() -> Clock.systemUTC().millis() % WINDOW.toMillis()
                        < WINDOW.minusSeconds(40).toMillis());
    }

    private List<String> joined(int people) {
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < people; i++) {
            String member = UUID.randomUUID().toString();
            joined.add(member);
            TestTopics.publish(
                    MEMBERS,
                    "wales.rhannu.membership.member-joined.v1",
                    member,
                    1,
                    """
                    {"state": {"id": "%s", "email": "x@example.gov.wales", "roles": ["member"], "standing": "active",
                     "skills": []}, "change": {}}
                    """
                            .formatted(member));
        }
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(joined).allMatch(members::isActive));
        return joined;
    }

    private static String mentioning(List<String> members) {
        return members.stream().map(member -> "@{" + member + "}").collect(Collectors.joining(" "));
    }

    private Answer says(String topic, String text, String... headers) {
        return api.post("/topics/" + topic + "/replies", writer, "{\"body\": \"" + text + "\"}", headers);
    }

    private static List<String> told(String type, String reply) {
        ReceivedEvent event = TestTopics.awaitEvent(REPLIES, "wales.rhannu.feedback." + type, reply);
        return Objects.requireNonNull(event.data()).path("state").path("tell").findValuesAsString("member");
    }

    @Test
    void aMemberMentionsAtMostFiftyOthersInTenMinutesOverAllPosts() {
        List<String> others = joined(20);
        awaitNoNewCountSoon();
        String topic = api.topic(writer, "members", "Cwestiwn");
        says(topic, mentioning(others)).must(201);
        String key = "the second";
        String second = says(topic, mentioning(others), "Idempotency-Key", key)
                .must(201)
                .id();

        Answer refused =
                says(topic, mentioning(others), "Accept-Language", "cy").must(429);
        assertThat(refused.problem()).isEqualTo("mentioning-too-many");
        assertThat(refused.text("title")).isEqualTo("Rydych wedi crybwyll gormod o bobl");
        assertThat(refused.response().headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 600L);

        // what was refused does not count, nor what was answered before, nor whoever is no member
        assertThat(says(topic, mentioning(others), "Idempotency-Key", key)
                        .must(201)
                        .id())
                .isEqualTo(second);
        says(topic, mentioning(List.of(UUID.randomUUID().toString()))).must(201);
        String last = says(topic, mentioning(others.subList(0, 9))).must(201).id();
        String at = "/topics/" + topic + "/replies/" + last;
        String oneMore = "{\"body\": \"" + mentioning(others.subList(0, 10)) + "\"}";
        api.send("PATCH", at, writer, oneMore, "If-Match", "\"99\"").must(412);
        api.patch(at, writer, oneMore).must(200);
        api.patch(at, writer, "{\"body\": \"" + mentioning(others.subList(0, 11)) + "\"}")
                .must(429);
        says(topic, "Neb").must(201);
    }

    @Test
    void aMentionInCodeOrInAQuoteTellsNobody() {
        List<String> others = joined(4);
        String topic = api.topic(Api.somebody(), "members", "Cwestiwn");
        String text =
                "> dywedodd @{%s}\\n\\n`@{%s}`\\n\\n```\\n@{%s}\\n```\\n\\nDiolch @{%s}".formatted(others.toArray());
        String reply = says(topic, text).must(201).id();
        assertThat(told("reply-written.v1", reply))
                .contains(others.get(3))
                .doesNotContainAnyElementsOf(others.subList(0, 3));

        api.patch("/topics/" + topic + "/replies/" + reply, writer, "{\"body\": \"@{" + others.get(0) + "}\"}")
                .must(200);
        assertThat(told("reply-edited.v1", reply)).containsExactly(others.get(0));
    }
}
