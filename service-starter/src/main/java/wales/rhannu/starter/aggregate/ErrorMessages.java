package wales.rhannu.starter.aggregate;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.ResourceBundle;

/**
 * The texts of errors in Welsh and English. They stand in the bundles {@code problems}, of every service, and
 * {@code service-problems}, of one: under its code the title of a problem or the sentence of a {@link Violation}, and under
 * the code with {@code .detail} what a problem says to do. Arguments stand as {@link MessageFormat} has them, but an
 * apostrophe is an apostrophe.
 */
public final class ErrorMessages {

    public static final Locale WELSH = Locale.forLanguageTag("cy");

    /** The languages that there are; the first is for those who ask for neither. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, WELSH);

    private static final List<String> BUNDLES = List.of("problems", "service-problems");
    private static final ResourceBundle.Control ONLY_THE_LANGUAGE_ASKED_FOR =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private ErrorMessages() {}

    /** The title of a problem, or the sentence of a violation; empty where the bundles have none. */
    public static Optional<String> text(String code, Locale language, List<?> arguments) {
        return found(code, language).map(text -> formatted(text, language, arguments));
    }

    /** What happened, and what to do about it. */
    static Optional<String> detail(String code, Locale language, List<?> arguments) {
        return text(code + ".detail", language, arguments);
    }

    private static String formatted(String text, Locale language, List<?> arguments) {
        return arguments.isEmpty()
                ? text
                : new MessageFormat(text.replace("'", "''"), language).format(arguments.toArray());
    }

    private static Optional<String> found(String key, Locale language) {
        for (String bundle : BUNDLES) {
            try {
                return Optional.of(ResourceBundle.getBundle(bundle, language, ONLY_THE_LANGUAGE_ASKED_FOR)
                        .getString(key));
            } catch (MissingResourceException e) {
                // the next one may have it
            }
        }
        return Optional.empty();
    }
}
