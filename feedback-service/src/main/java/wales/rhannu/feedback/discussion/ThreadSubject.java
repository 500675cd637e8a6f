package wales.rhannu.feedback.discussion;

import org.jspecify.annotations.Nullable;

/** The subject of a thread, if it has one. */
record ThreadSubject(@Nullable Kind kind, @Nullable String id) {

    /** The kinds of subjects. */
    enum Kind {
        CASE_STUDY,
        MEETUP,
        RANKING
    }
}
