package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A case study as its author and facilitators see it when they work on it: whole. */
record WorkingView(
        String id,
        StudyState.Status status,
        StudyState.@Nullable Organisation organisation,
        @JsonUnwrapped StudyContent content,
        List<String> gaps,
        Instant created,
        Instant changed,
        @Nullable Instant published,
        @Nullable String author,
        boolean embargoed,
        @Nullable String takenDownBecause) {

    static WorkingView of(StudyState state) {
        return new WorkingView(
                state.id(),
                state.status(),
                state.organisation(),
                state.content(),
                state.gaps(),
                state.created(),
                state.changed(),
                state.published(),
                state.author(),
                state.embargoed(),
                state.takenDownBecause());
    }
}
