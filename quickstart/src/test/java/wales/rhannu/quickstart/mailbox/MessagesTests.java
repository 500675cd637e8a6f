package wales.rhannu.quickstart.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MessagesTests {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    private static Properties bundle(String name) {
        Properties texts = new Properties();
        try (InputStream in = Objects.requireNonNull(MessagesTests.class.getResourceAsStream("/mailbox/" + name))) {
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return texts;
    }

    private static String placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .sorted()
                .collect(Collectors.joining());
    }

    @Test
    void everyTextIsThereInBothLanguages() {
        Properties english = bundle("messages.properties");
        Properties welsh = bundle("messages_cy.properties");
        assertThat(welsh.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : new TreeSet<>(english.stringPropertyNames())) {
            assertThat(placeholders(welsh.getProperty(key))).as(key).isEqualTo(placeholders(english.getProperty(key)));
            // MessageFormat would swallow it
            assertThat(english.getProperty(key) + welsh.getProperty(key))
                    .as(key)
                    .doesNotContain("'");
        }
    }
}
