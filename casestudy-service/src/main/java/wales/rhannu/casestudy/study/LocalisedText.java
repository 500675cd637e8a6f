package wales.rhannu.casestudy.study;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import tools.jackson.databind.JsonNode;
import wales.rhannu.starter.Bilingual;
import wales.rhannu.starter.aggregate.DomainException;

/** Words: a text, or a pair of texts in both languages ({@code {"cy": …, "en": …}}); {@code "not-known"} is a text too. */
@Schema(anyOf = {String.class, Bilingual.class})
record LocalisedText(@JsonValue JsonNode words) {

    LocalisedText {
        if (!isWords(words)) {
            throw DomainException.invalid("", "not-words");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static LocalisedText of(JsonNode words) {
        return new LocalisedText(words);
    }

    static boolean isWords(JsonNode node) {
        return node.isString()
                || node.isObject()
                        && !node.isEmpty()
                        && node.properties().stream()
                                .allMatch(it ->
                                        (it.getKey().equals("cy") || it.getKey().equals("en"))
                                                && it.getValue().isString());
    }

    boolean isBlank() {
        return words.isString()
                ? words.stringValue().isBlank()
                : words.valueStream().allMatch(it -> it.stringValue().isBlank());
    }
}
