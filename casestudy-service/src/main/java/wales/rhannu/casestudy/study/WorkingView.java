package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A case study as its author and facilitators see it when they work on it: whole.
 *
 * @param toPublish what would keep it from being published, as the refusal says it, in the language asked for; empty where
 *     nothing would, and once it was published
 */
@Schema(name = "WorkingCaseStudy")
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
        @Nullable String takenDownBecause,
        List<Fault> toPublish) {

    /** One thing that is missing, or cannot be as it is said. */
    record Fault(String pointer, @Nullable String code, String detail) {}

    static WorkingView of(StudyState state, Locale language) {
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
                state.takenDownBecause(),
                state.toPublish().stream()
                        .map(fault -> new Fault(fault.pointer(), fault.code(), fault.detail(language)))
                        .toList());
    }
}
