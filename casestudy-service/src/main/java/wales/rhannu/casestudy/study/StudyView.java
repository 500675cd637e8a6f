package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A case study as its readers see it: without its author, whom to ask, and the raw values of its source.
 *
 * @param organisation null where it is anonymous, or is told by {@code source.organisation}
 * @param gaps what an author of ours would have had to say, as JSON pointers; empty for a complete one
 */
@Schema(name = "CaseStudy")
public record StudyView(
        String id,
        StudyState.Status status,
        StudyState.@Nullable Organisation organisation,
        @JsonUnwrapped StudyContent content,
        List<String> gaps,
        Instant created,
        Instant changed,
        @Nullable Instant published) {}
