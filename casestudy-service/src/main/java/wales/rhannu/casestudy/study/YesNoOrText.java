package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;

/** The answer to a question: true, false, or words ({@code "not-known"}, or how it is). */
@Schema(anyOf = {Boolean.class, String.class, Bilingual.class})
record YesNoOrText(@JsonValue JsonNode answer) {

    YesNoOrText {
        if (!answer.isBoolean() && !LocalisedText.isWords(answer)) {
            throw DomainException.invalid("", "not-an-answer");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static YesNoOrText of(JsonNode answer) {
        return new YesNoOrText(answer);
    }
}
