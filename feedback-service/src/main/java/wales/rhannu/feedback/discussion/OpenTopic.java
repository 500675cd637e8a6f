package wales.rhannu.feedback.discussion;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A topic as anyone may read it: of people it says nothing. */
record OpenTopic(
        @Nullable String title,
        String body,
        Topic.Language language,
        @Nullable About about,
        boolean locked,
        Instant created,
        @Nullable Instant edited) {}
