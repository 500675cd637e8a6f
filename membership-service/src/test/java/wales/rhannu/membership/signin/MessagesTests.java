package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;

class MessagesTests {

    private static final Locale WELSH = Locale.forLanguageTag("cy");

    private final ResourceBundleMessageSource messages = new ResourceBundleMessageSource();

    MessagesTests() {
        messages.setBasename("messages");
        messages.setDefaultEncoding(StandardCharsets.UTF_8.name());
    }

    private String welsh(String key, Object... arguments) {
        return messages.getMessage(key, arguments, WELSH);
    }

    @Test
    void whatIsCountedInWelshIsMutatedAfterItsNumber() {
        assertThat(welsh("nothing.wait", 1L)).contains("Arhoswch 1 munud,", "bob 1 munud ar");
        assertThat(welsh("nothing.wait", 2L)).contains("Arhoswch 2 funud,", "bob 2 funud ar");
        assertThat(welsh("problem.too-many", 15L)).contains("Arhoswch 15 munud,", "o'ch rhwydwaith");
        assertThat(welsh("code.hint", 2L)).contains("am 2 funud.");
        assertThat(welsh("problem.code", 10L, 5)).contains("am 10 munud ac am 5 cynnig;");
        assertThat(welsh("problem.code", 2L, 2)).contains("am 2 funud ac am 2 gynnig;");
        assertThat(welsh("problem.code", 3L, 3)).contains("am 3 munud ac am 3 chynnig;");
        assertThat(welsh("problem.code", 3L, 6)).contains("am 6 chynnig;");
    }
}
