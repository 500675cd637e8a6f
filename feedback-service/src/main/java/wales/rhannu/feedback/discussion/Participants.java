package wales.rhannu.feedback.discussion;

import org.springframework.stereotype.Component;
import wales.rhannu.feedback.membership.MembershipChanges;
import wales.rhannu.starter.aggregate.RequestContext;

/** Erases a member from topics and replies, their own and others'; the texts stay. */
@Component
class Participants implements MembershipChanges {

    private final Topics topics;
    private final Replies replies;
    private final Followings followings;
    private final Reports reports;
    private final PostingRate rate;

    Participants(Topics topics, Replies replies, Followings followings, Reports reports, PostingRate rate) {
        this.topics = topics;
        this.replies = replies;
        this.followings = followings;
        this.reports = reports;
        this.rate = rate;
    }

    @Override
    public void memberErased(String id) {
        for (String topic : topics.naming(id)) {
            topics.change(topic, RequestContext.unconditional(), it -> it.forget(id));
        }
        for (String reply : replies.naming(id)) {
            replies.change(reply, RequestContext.unconditional(), it -> it.forget(id));
        }
        followings.forget(id);
        reports.forget(id);
        rate.forget(id);
    }
}
