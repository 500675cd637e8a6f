package wales.rhannu.gateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PageFormatsTests {

    private final PageFormats english = new PageFormats(Locale.ENGLISH);

    @Test
    void timesAreOfWalesInThePagesLanguage() {
        Instant summer = Instant.parse("2026-07-01T11:00:00Z");
        assertThat(english.time(summer)).isEqualTo("1 Jul 2026, 12:00:00");
        assertThat(new PageFormats(Locale.forLanguageTag("cy")).time(summer)).contains("Gorff", "12:00:00");
        assertThat(english.time(null)).isEqualTo("–");
    }

    @Test
    void durationsAreInTheUnitThatSaysEnough() {
        assertThat(english.duration(0.4)).isEqualTo("0 s");
        assertThat(english.duration(119.0)).isEqualTo("119 s");
        assertThat(english.duration(600.0)).isEqualTo("10 min");
        assertThat(english.duration(3_600.0 * 5)).isEqualTo("5 h");
        assertThat(english.duration(86_400.0 * 3)).isEqualTo("3 d");
        assertThat(english.duration(null)).isEqualTo("–");
    }

    @Test
    void whatIsNotKnownIsNotZero() {
        assertThat(english.number(null)).isEqualTo("–");
        assertThat(english.number(0L)).isEqualTo("0");
    }
}
