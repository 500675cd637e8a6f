package wales.rhannu.quickstart.mailbox;

import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.messageresolver.AbstractMessageResolver;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The mailbox's templates and their texts. */
class Templates {

    private static final String FOLDER = "mailbox/";
    private static final ZoneId WALES = ZoneId.of("Europe/London");

    private final TemplateEngine engine = new TemplateEngine();

    Templates() {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix(FOLDER);
        resolver.setSuffix(".html");
        resolver.setCharacterEncoding("UTF-8");
        engine.setTemplateResolver(resolver);
        engine.setMessageResolver(new Messages());
    }

    String render(String template, Locale language, Map<String, Object> model) {
        return engine.process(template, new Context(language, model));
    }

    static String time(Instant instant, String language) {
        return DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss", Locale.forLanguageTag(language))
                .withZone(WALES)
                .format(instant);
    }

    /** The bundle without a language is English; the machine's default language must not be used instead. */
    static ResourceBundle bundle(Locale language) {
        return ResourceBundle.getBundle(
                FOLDER + "messages",
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /** All templates share one bundle. */
    private static class Messages extends AbstractMessageResolver {

        @Override
        public @Nullable String resolveMessage(
                ITemplateContext context, Class<?> origin, String key, Object[] messageParameters) {
            try {
                String message = bundle(context.getLocale()).getString(key);
                return messageParameters == null || messageParameters.length == 0
                        ? message
                        : new MessageFormat(message, context.getLocale()).format(messageParameters);
            } catch (MissingResourceException e) {
                return null;
            }
        }

        @Override
        public String createAbsentMessageRepresentation(
                ITemplateContext context, Class<?> origin, String key, Object[] messageParameters) {
            throw new IllegalStateException("There is no message " + key);
        }
    }
}
