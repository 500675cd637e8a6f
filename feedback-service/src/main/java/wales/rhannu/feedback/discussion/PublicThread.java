package wales.rhannu.feedback.discussion;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A thread on the public topic, without people. */
record PublicThread(
        @Nullable String title,
        String body,
        DiscussionThread.Language language,
        @Nullable ThreadSubject about,
        boolean locked,
        Instant created,
        @Nullable Instant edited) {}
