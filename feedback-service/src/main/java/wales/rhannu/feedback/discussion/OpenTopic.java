package wales.rhannu.feedback.discussion;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A topic on the public topic, without people. */
record OpenTopic(
        @Nullable String title,
        String body,
        Topic.Language language,
        @Nullable About about,
        boolean locked,
        Instant created,
        @Nullable Instant edited) {}
