package wales.rhannu.feedback.discussion;

import org.jspecify.annotations.Nullable;

/** The subject of a topic, if it has one. */
record About(@Nullable Kind kind, @Nullable String id) {

    /** The kinds of subjects. */
    enum Kind {
        CASE_STUDY,
        MEETUP,
        RANKING
    }
}
