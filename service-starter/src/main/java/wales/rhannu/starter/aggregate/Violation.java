package wales.rhannu.starter.aggregate;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with an input.
 *
 * @param pointer where, as a JSON pointer (RFC 6901) into the body, or the name of a query parameter
 * @param detail what is wrong, in an English sentence that its author can act on
 * @param code of the sentence in {@link ErrorMessages}, by which it is told in Welsh, too; null where it is in English alone
 * @param arguments of the sentence: numbers, and words that are the same in both languages
 */
public record Violation(
        String pointer,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String code,
        @JsonIgnore List<Object> arguments) {

    /** For what has no code yet. */
    public Violation(String pointer, String detail) {
        this(pointer, detail, null, List.of());
    }

    /** What a code of {@link ErrorMessages} says, at a place. */
    public static Violation of(String pointer, String code, Object... arguments) {
        List<Object> all = List.of(arguments);
        return ErrorMessages.text(code, Locale.ENGLISH, all)
                .map(detail -> new Violation(pointer, detail, code, all))
                .orElseGet(() -> new Violation(pointer, code));
    }

    /** The same within something. */
    public Violation under(String pointerOfThat) {
        return new Violation(pointerOfThat + pointer, detail, code, arguments);
    }

    /** What is wrong, in the language asked for. */
    public String detail(Locale language) {
        return code == null
                ? detail
                : ErrorMessages.text(code, language, arguments).orElse(detail);
    }
}
