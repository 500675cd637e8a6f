package wales.rhannu.feedback.discussion;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import wales.rhannu.starter.Ids;
import wales.rhannu.starter.aggregate.Aggregate;

/** Whether a member is notified of replies in a thread; authors are by default. */
class ThreadSubscription extends Aggregate<ThreadSubscriptionEvent> {

    private String topic = "";
    private String member = "";
    private boolean following;
    private Instant since = Instant.EPOCH;

    @SuppressWarnings("unused") // the store's
    private ThreadSubscription() {}

    ThreadSubscription(String topic, String member, boolean following, Instant now) {
        super(idOf(topic, member));
        this.topic = topic;
        this.member = member;
        say(following, now);
    }

    static String idOf(String topic, String member) {
        return Ids.derived("following", topic, member);
    }

    void change(boolean wanted, Instant now) {
        if (wanted != following) {
            say(wanted, now);
        }
    }

    private void say(boolean wanted, Instant now) {
        following = wanted;
        since = now.truncatedTo(ChronoUnit.MILLIS);
        raise(wanted ? new ThreadSubscriptionEvent.Begun() : new ThreadSubscriptionEvent.Ended());
    }

    void erase() {
        erase(new ThreadSubscriptionEvent.Erased());
    }

    String topic() {
        return topic;
    }

    String member() {
        return member;
    }

    boolean isFollowing() {
        return following;
    }

    Instant since() {
        return since;
    }
}
