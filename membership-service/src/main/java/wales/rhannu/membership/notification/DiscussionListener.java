package wales.rhannu.membership.notification;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wales.rhannu.membership.mail.MailQueue;
import wales.rhannu.membership.mail.MemberMail;
import wales.rhannu.membership.mail.QuotedText;
import wales.rhannu.starter.consume.ReceivedEvent;
import wales.rhannu.starter.consume.TopicSubscription;

/** Sends mails about discussions: mentions, answers, and replies in threads that members follow. */
@Configuration(proxyBeanMethods = false)
class DiscussionListener {

    private static final Set<String> SAID = Set.of(
            "wales.rhannu.feedback.topic-written.v1",
            "wales.rhannu.feedback.topic-edited.v1",
            "wales.rhannu.feedback.reply-written.v1",
            "wales.rhannu.feedback.reply-edited.v1");

    /** Our view of a topic and of a reply, which names its topic: only what we use. */
    record Post(@Nullable String topic, Body body, @Nullable List<Notification> tell) {}

    record Body(@Nullable String title) {}

    record Notification(String member, String because) {}

    /** Of a reply: what its topic is called. */
    record Change(@Nullable String topicTitle) {}

    private final String address;

    DiscussionListener(@Value("${rhannu.security.issuer}") String address) {
        this.address = address;
    }

    /** A subscription in a separate consumer group; the topic need not exist yet. */
    @Bean
    TopicSubscription discussionTopics(MailQueue mails, JsonMapper json) {
        return subscription("feedback.topics.internal", "topics", mails, json);
    }

    /** As {@link #discussionTopics}. */
    @Bean
    TopicSubscription discussionReplies(MailQueue mails, JsonMapper json) {
        return subscription("feedback.replies.internal", "replies", mails, json);
    }

    private TopicSubscription subscription(String topic, String group, MailQueue mails, JsonMapper json) {
        JsonMapper tolerant = json.rebuild()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        return new TopicSubscription(topic, group, message -> {
            ReceivedEvent event = ReceivedEvent.from(message);
            JsonNode data = event.data();
            if (data == null || !SAID.contains(event.type())) {
                return;
            }
            Post post = tolerant.treeToValue(data.path("state"), Post.class);
            Change change = tolerant.treeToValue(data.path("change"), Change.class);
            String title = post.body().title() == null
                    ? change.topicTitle()
                    : post.body().title();
            String id = post.topic() == null ? event.subject() : post.topic();
            List<Notification> tell = post.tell() == null ? List.of() : post.tell();
            mails.add(
                    event,
                    "told",
                    tell.stream()
                            .map(told -> letter(told.member(), told.because(), title == null ? "" : title, id))
                            .toList());
        });
    }

    private MemberMail letter(String member, String because, String title, String id) {
        String cy =
                switch (because) {
                    case "mentioned" -> "Rydych wedi cael eich crybwyll yn y drafodaeth hon:";
                    case "answered" -> "Mae rhywun wedi ateb yr hyn a ysgrifennoch yn y drafodaeth hon:";
                    default -> "Mae ateb newydd yn y drafodaeth hon, yr ydych yn ei dilyn:";
                };
        String en =
                switch (because) {
                    case "mentioned" -> "You have been mentioned in this discussion:";
                    case "answered" -> "Somebody has answered what you wrote in this discussion:";
                    default -> "There is a new reply in this discussion, which you follow:";
                };
        String link = address + "/api/v1/topics/" + id;
        return new MemberMail(
                member,
                "Trafodaeth / Discussion: " + QuotedText.inSubject(title),
                """
                %1$s

                %2$s

                Geiriau aelod arall sydd ar ôl >. Darllenwch y drafodaeth yn Rhannu:
                %3$s

                %4$s

                %2$s

                The lines after > are another member's words. Read the discussion on Rhannu:
                %3$s
                """
                        .formatted(cy, QuotedText.quoted(title), link, en));
    }
}
