package wales.rhannu.feedback.discussion;

import org.springframework.stereotype.Component;
import wales.rhannu.feedback.discussion.DiscussionThread.Visibility;
import wales.rhannu.feedback.outcome.OutcomeSubject;

/** Topics as subjects of outcomes; only visible ones can have outcomes. */
@Component
class ThreadOutcomeSubject implements OutcomeSubject {

    static final String KIND = "topic";

    private final DiscussionThreads threads;

    ThreadOutcomeSubject(DiscussionThreads threads) {
        this.threads = threads;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean wasAsked(String id) {
        return threads.find(id)
                .filter(topic -> topic.visibility() == Visibility.SHOWN)
                .isPresent();
    }
}
