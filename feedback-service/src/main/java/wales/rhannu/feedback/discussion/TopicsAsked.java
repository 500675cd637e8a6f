package wales.rhannu.feedback.discussion;

import org.springframework.stereotype.Component;
import wales.rhannu.feedback.discussion.Topic.Visibility;
import wales.rhannu.feedback.outcome.AskedAbout;

/** Topics as subjects of outcomes; only visible ones can have outcomes. */
@Component
class TopicsAsked implements AskedAbout {

    static final String KIND = "topic";

    private final Topics topics;

    TopicsAsked(Topics topics) {
        this.topics = topics;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean wasAsked(String id) {
        return topics.find(id)
                .filter(topic -> topic.visibility() == Visibility.SHOWN)
                .isPresent();
    }
}
