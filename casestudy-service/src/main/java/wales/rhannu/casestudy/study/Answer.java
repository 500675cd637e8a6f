package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import tools.jackson.databind.JsonNode;

/** The answer to a question: true, false, or words ({@code "not-known"}, or how it is). */
record Answer(@JsonValue JsonNode answer) {

    Answer {
        if (!answer.isBoolean() && !Wording.isWords(answer)) {
            throw new IllegalArgumentException("This is true, false, a text, or a pair of texts.");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Answer of(JsonNode answer) {
        return new Answer(answer);
    }
}
