package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;

/** The answer to a question: true, false, or words ({@code "not-known"}, or how it is). */
@Schema(anyOf = {Boolean.class, String.class, Bilingual.class})
record Answer(@JsonValue JsonNode answer) {

    Answer {
        if (!answer.isBoolean() && !Wording.isWords(answer)) {
            throw DomainException.invalid("", "not-an-answer");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Answer of(JsonNode answer) {
        return new Answer(answer);
    }
}
