package wales.rhannu.feedback.discussion;

import org.springframework.stereotype.Component;
import wales.rhannu.feedback.membership.MembershipChangeListener;
import wales.rhannu.starter.aggregate.RequestContext;

/** Erases a member from threads and replies, their own and others'; the texts stay. */
@Component
class DiscussionErasure implements MembershipChangeListener {

    private final DiscussionThreads threads;
    private final Replies replies;
    private final ThreadSubscriptions subscriptions;
    private final Reports reports;
    private final PostingRateLimit rate;

    DiscussionErasure(
            DiscussionThreads threads,
            Replies replies,
            ThreadSubscriptions subscriptions,
            Reports reports,
            PostingRateLimit rate) {
        this.threads = threads;
        this.replies = replies;
        this.subscriptions = subscriptions;
        this.reports = reports;
        this.rate = rate;
    }

    @Override
    public void memberErased(String id) {
        for (String topic : threads.naming(id)) {
            threads.change(topic, RequestContext.unconditional(), it -> it.forget(id));
        }
        for (String reply : replies.naming(id)) {
            replies.change(reply, RequestContext.unconditional(), it -> it.forget(id));
        }
        subscriptions.forget(id);
        reports.forget(id);
        rate.forget(id);
    }
}
