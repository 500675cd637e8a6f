package wales.rhannu.feedback.discussion;

import org.jspecify.annotations.Nullable;

/** What a topic is about, where that is something else. */
record About(@Nullable Kind kind, @Nullable String id) {

    /** What there can be talk about besides the topic itself. */
    enum Kind {
        CASE_STUDY,
        MEETUP,
        RANKING
    }
}
