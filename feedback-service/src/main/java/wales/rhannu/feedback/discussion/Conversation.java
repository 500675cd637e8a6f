package wales.rhannu.feedback.discussion;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.feedback.discussion.Told.Because;
import wales.rhannu.feedback.discussion.Topic.Audience;
import wales.rhannu.feedback.membership.Members;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/** Adds replies, and decides who is notified. */
@Component
class Conversation {

    /** The maximum number of members who are notified of a reply, so that the event fits into a record. */
    private static final int MOST_TOLD = 2_000;

    private final Topics topics;
    private final Replies replies;
    private final Followings followings;
    private final Members members;
    private final PostingRate rate;
    private final Clock clock;

    Conversation(
            Topics topics, Replies replies, Followings followings, Members members, PostingRate rate, Clock clock) {
        this.topics = topics;
        this.replies = replies;
        this.followings = followings;
        this.members = members;
        this.rate = rate;
        this.clock = clock;
    }

    /**
     * Takes a reply.
     *
     * @param meantFor whom the replier takes the topic to be for; null where they do not say
     */
    Reply reply(
            String topicId,
            @Nullable String text,
            @Nullable String inReplyTo,
            @Nullable Audience meantFor,
            Reader by,
            RequestContext context) {
        Topic topic = topics.get(topicId);
        topic.mustBeReadableBy(by);
        boolean repeated = replies.has(context.newId()); // and is answered as the first time
        if (!repeated) {
            topic.mustTakeReplies();
            topic.mustBeFor(meantFor);
        }
        String author = String.valueOf(by.id());
        Reply answered = inReplyTo == null ? null : answered(topicId, inReplyTo);
        Body body = Body.of(null, text);
        List<Told> tell = told(topic, answered, body, author);
        Reply reply = new Reply(context.newId(), topic, inReplyTo, body, author, tell, clock.instant());
        if (!repeated) {
            rate.mentionsBy(author).mustAllow(Told.mentioned(reply.tell()));
            // before the reply is there: should the process die in between, the topic stays for members without it
            if (topic.mustSettleAudienceFor(author)) {
                topics.change(topicId, RequestContext.unconditional(), it -> it.settleAudience(author));
            }
        }
        return replies.add(reply, context);
    }

    private Reply answered(String topic, String inReplyTo) {
        Reply answered;
        try {
            answered = replies.get(topic, inReplyTo);
        } catch (DomainException refusal) {
            throw DomainException.invalid("/inReplyTo", "no-such-reply");
        }
        if (answered.inReplyTo() != null) {
            throw DomainException.invalid("/inReplyTo", "reply-nested");
        }
        return answered;
    }

    private List<Told> told(Topic topic, @Nullable Reply answered, Body body, String author) {
        Map<String, Because> told = new LinkedHashMap<>();
        body.addressed().stream().filter(members::isActive).forEach(member -> told.put(member, Because.MENTIONED));
        if (answered != null && answered.author() != null) {
            told.putIfAbsent(answered.author(), Because.ANSWERED);
        }
        String begunBy = topic.author();
        if (begunBy != null
                && followings
                        .find(topic.id(), begunBy)
                        .map(Following::isFollowing)
                        .orElse(true)) {
            told.putIfAbsent(begunBy, Because.FOLLOWS);
        }
        for (Following following : followings.in(topic.id(), MOST_TOLD)) {
            told.putIfAbsent(following.member(), Because.FOLLOWS);
        }
        told.remove(author);
        List<Told> all = new ArrayList<>();
        told.forEach((member, because) -> all.add(new Told(member, because)));
        return all.subList(0, Math.min(MOST_TOLD, all.size()));
    }
}
