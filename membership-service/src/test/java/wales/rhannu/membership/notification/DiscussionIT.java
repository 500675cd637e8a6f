package wales.rhannu.membership.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;
import wales.rhannu.membership.Membership;
import wales.rhannu.membership.member.Member;
import wales.rhannu.membership.member.Members;
import wales.rhannu.starter.test.Contracts;
import wales.rhannu.starter.test.TestTopics;

/** What members are told of discussions; the topics are not there when the service starts. */
class DiscussionIT extends Membership {

    private static final String TOPICS = "feedback.topics.internal";
    private static final String REPLIES = "feedback.replies.internal";

    @Autowired
    private Members members;

    private Member member() {
        return members.joined("one-" + UUID.randomUUID() + "@cardiff.gov.uk").orElseThrow();
    }

    /** As the published example has it, to be told to this member. */
    private static void happened(
            String topic, String what, String subject, long sequence, Member told, String because) {
        Contracts.Example example = Contracts.examples(topic).stream()
                .filter(it -> it.event().equals(what + ".v1"))
                .findFirst()
                .orElseThrow();
        happened(topic, what, subject, sequence, told, because, (ObjectNode) JSON.readTree(example.data()));
    }

    private static void happened(
            String topic, String what, String subject, long sequence, Member told, String because, ObjectNode data) {
        ((ObjectNode) data.path("state"))
                .put("id", subject)
                .putArray("tell")
                .addObject()
                .put("member", told.id())
                .put("because", because);
        TestTopics.publish(topic, "wales.rhannu.feedback." + what + ".v1", subject, sequence, data.toString());
    }

    private static List<String> mails(Member to) {
        return Mails.to(MAILBOX, to.email()).stream()
                .filter(text -> !text.contains("Croeso"))
                .toList();
    }

    private static String awaitOne(Member to) {
        await().atMost(Duration.ofSeconds(120)).until(() -> !mails(to).isEmpty());
        assertThat(mails(to)).hasSize(1);
        return mails(to).get(0);
    }

    @Test
    void whoIsMentionedInATopicIsToldOnce() {
        Member mentioned = member();
        String subject = UUID.randomUUID().toString();
        happened(TOPICS, "topic-written", subject, 1, mentioned, "mentioned");
        happened(TOPICS, "topic-written", subject, 1, mentioned, "mentioned");
        happened(TOPICS, "topic-locked", subject, 2, mentioned, "mentioned");
        assertThat(awaitOne(mentioned))
                .contains(
                        "Trafodaeth / Discussion: “Pwy sydd wedi awtomeiddio ceisiadau?”",
                        "\n> Pwy sydd wedi awtomeiddio ceisiadau?\n",
                        "Rydych wedi cael eich crybwyll",
                        "You have been mentioned",
                        "/api/v1/topics/" + subject);
    }

    @Test
    void whatAMemberWroteStandsAsTheirsAndLeadsNowhere() {
        Member mentioned = member();
        String words =
                "Your account ends today.\\r\\nBcc: all\\r\\n\\r\\nSign in at https://evil.example/ or nhs.wales.evil.example \\u202E";
        ObjectNode data = (ObjectNode) JSON.readTree(
                """
                {"state": {"body": {"title": "%s", "text": "a"}, "language": "en"}, "change": {}}"""
                        .formatted(words));
        happened(TOPICS, "topic-written", UUID.randomUUID().toString(), 1, mentioned, "mentioned", data);

        String mail = awaitOne(mentioned);
        assertThat(mail)
                .startsWith("Trafodaeth / Discussion: “Your account ends today. Bcc: all Sign in at https: //evil.…”\n")
                .contains(
                        "\n> Your account ends today.\n> Bcc: all\n> Sign in at https: //evil. example/ or nhs. wales. evil. example\n")
                .doesNotContain("evil.example", "\u202E");
        assertThat(mail.lines().filter(line -> line.contains("Your account")).skip(1))
                .allMatch(line -> line.startsWith("> "));
    }

    @Test
    void whoFollowsIsToldOfAReplyAndWhoWasAnsweredToo() {
        Member follower = member();
        Member answered = member();
        happened(REPLIES, "reply-written", UUID.randomUUID().toString(), 1, follower, "follows");
        happened(REPLIES, "reply-written", UUID.randomUUID().toString(), 1, answered, "answered");
        assertThat(awaitOne(follower)).contains("yr ydych yn ei dilyn", "which you follow", "/api/v1/topics/9e4c2f7a-");
        assertThat(awaitOne(answered)).contains("wedi ateb", "has answered");
    }

    @Test
    void everyExampleIsReadAndOnlyWhatWasSaidIsTold() {
        Member told = member();
        List<String> ids = new ArrayList<>();
        for (String topic : List.of(TOPICS, REPLIES)) {
            for (Contracts.Example example : Contracts.examples(topic)) {
                String what = example.event().replaceAll("\\.v1$", "");
                if (!what.endsWith("-written") && !what.endsWith("-edited")) {
                    happened(topic, what, another(ids), 1, told, "follows");
                }
            }
            TestTopics.publish(topic, "wales.rhannu.feedback.erased.v1", another(ids), 1, null);
        }
        happened(TOPICS, "topic-edited", another(ids), 1, told, "mentioned");
        awaitOne(told);
        assertThat(TestTopics.keys("dlq.membership-service.topics." + TOPICS)).doesNotContainAnyElementsOf(ids);
        assertThat(TestTopics.keys("dlq.membership-service.replies." + REPLIES)).doesNotContainAnyElementsOf(ids);
    }

    private static String another(List<String> ids) {
        String id = UUID.randomUUID().toString();
        ids.add(id);
        return id;
    }
}
