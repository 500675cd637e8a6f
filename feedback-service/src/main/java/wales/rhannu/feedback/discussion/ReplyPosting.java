package wales.rhannu.feedback.discussion;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import wales.rhannu.feedback.discussion.DiscussionThread.Audience;
import wales.rhannu.feedback.discussion.Notification.Reason;
import wales.rhannu.feedback.membership.Members;
import wales.rhannu.starter.aggregate.DomainException;
import wales.rhannu.starter.aggregate.RequestContext;

/** Adds replies, and decides who is notified. */
@Component
class ReplyPosting {

    /** The maximum number of members who are notified of a reply, so that the event fits into a record. */
    private static final int MOST_TOLD = 2_000;

    private final DiscussionThreads threads;
    private final Replies replies;
    private final ThreadSubscriptions subscriptions;
    private final Members members;
    private final PostingRateLimit rate;
    private final Clock clock;

    ReplyPosting(
            DiscussionThreads threads,
            Replies replies,
            ThreadSubscriptions subscriptions,
            Members members,
            PostingRateLimit rate,
            Clock clock) {
        this.threads = threads;
        this.replies = replies;
        this.subscriptions = subscriptions;
        this.members = members;
        this.rate = rate;
        this.clock = clock;
    }

    /**
     * Takes a reply.
     *
     * @param meantFor whom the replier takes the thread to be for; null where they do not say
     */
    Reply reply(
            String topicId,
            @Nullable String text,
            @Nullable String inReplyTo,
            @Nullable Audience meantFor,
            DiscussionCaller by,
            RequestContext context) {
        DiscussionThread topic = threads.get(topicId);
        topic.mustBeReadableBy(by);
        boolean repeated = replies.has(context.newId()); // and is answered as the first time
        if (!repeated) {
            topic.mustTakeReplies();
            topic.mustBeFor(meantFor);
        }
        String author = String.valueOf(by.id());
        Reply answered = inReplyTo == null ? null : answered(topicId, inReplyTo);
        PostBody body = PostBody.of(null, text);
        List<Notification> tell = told(topic, answered, body, author);
        Reply reply = new Reply(context.newId(), topic, inReplyTo, body, author, tell, clock.instant());
        if (!repeated) {
            rate.mentionsBy(author).mustAllow(Notification.mentioned(reply.tell()));
            // before the reply is there: should the process die in between, the thread stays for members without it
            if (topic.mustSettleAudienceFor(author)) {
                threads.change(topicId, RequestContext.unconditional(), it -> it.settleAudience(author));
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

    private List<Notification> told(DiscussionThread topic, @Nullable Reply answered, PostBody body, String author) {
        Map<String, Reason> told = new LinkedHashMap<>();
        body.addressed().stream().filter(members::isActive).forEach(member -> told.put(member, Reason.MENTIONED));
        if (answered != null && answered.author() != null) {
            told.putIfAbsent(answered.author(), Reason.ANSWERED);
        }
        String begunBy = topic.author();
        if (begunBy != null
                && subscriptions
                        .find(topic.id(), begunBy)
                        .map(ThreadSubscription::isFollowing)
                        .orElse(true)) {
            told.putIfAbsent(begunBy, Reason.FOLLOWS);
        }
        for (ThreadSubscription subscription : subscriptions.in(topic.id(), MOST_TOLD)) {
            told.putIfAbsent(subscription.member(), Reason.FOLLOWS);
        }
        told.remove(author);
        List<Notification> all = new ArrayList<>();
        told.forEach((member, because) -> all.add(new Notification(member, because)));
        return all.subList(0, Math.min(MOST_TOLD, all.size()));
    }
}
