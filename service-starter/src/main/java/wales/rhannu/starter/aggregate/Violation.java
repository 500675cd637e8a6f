package wales.rhannu.starter.aggregate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with an input.
 *
 * @param pointer where, as a JSON pointer (RFC 6901) into the body, or the name of a query parameter
 * @param detail what is wrong, in a sentence that its author can act on
 * @param code of the sentence in the bundles {@code problems} or {@code service-problems}, by which it is told in Welsh, too; null
 *     where it is in English alone
 */
public record Violation(
        String pointer, String detail, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String code) {

    public Violation(String pointer, String detail) {
        this(pointer, detail, null);
    }
}
