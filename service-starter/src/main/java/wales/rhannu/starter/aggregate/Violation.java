package wales.rhannu.starter.aggregate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
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

    private static final ResourceBundle.Control ONLY_THE_LANGUAGE_ASKED_FOR =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    public Violation(String pointer, String detail) {
        this(pointer, detail, null);
    }

    /** What a code of the service's bundle {@code service-problems} says, at a place. */
    public static Violation of(String pointer, String code) {
        return new Violation(pointer, text(code, Locale.ROOT), code);
    }

    /** The same within something. */
    public Violation under(String pointerOfThat) {
        return new Violation(pointerOfThat + pointer, detail, code);
    }

    /** What is wrong, in the language asked for where there is a code, else in English. */
    public String detail(Locale language) {
        return code == null ? detail : text(code, language);
    }

    private static String text(String code, Locale language) {
        try {
            return ResourceBundle.getBundle("service-problems", language, ONLY_THE_LANGUAGE_ASKED_FOR)
                    .getString(code);
        } catch (MissingResourceException e) {
            return ResourceBundle.getBundle("problems", language, ONLY_THE_LANGUAGE_ASKED_FOR)
                    .getString(code);
        }
    }
}
