package wales.rhannu.events.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentLinesTests {

    @ParameterizedTest
    @ValueSource(strings = {"x", "ŵ", "€", "👩‍💻", "a👩‍💻", "ab👩‍💻", "abc👩‍💻"})
    void linesAreFoldedByOctetsAndBetweenCharacters(String part) throws CharacterCodingException {
        String line = "SUMMARY:" + part.repeat(60);
        byte[] folded = ContentLines.folded(
                "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + line + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");

        int begin = 0;
        for (int i = 0; i < folded.length; i++) {
            if (folded[i] == '\r' && folded[i + 1] == '\n') {
                assertThat(i - begin).isLessThanOrEqualTo(75);
                // each line is text by itself
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(folded, begin, i - begin));
                begin = i + 2;
            }
        }
        assertThat(begin).isEqualTo(folded.length);
        String text = new String(folded, StandardCharsets.UTF_8);
        assertThat(text.replace("\r\n ", "")).contains(line + "\r\n");
        assertThat(Biweekly.parse(text).first().getEvents().get(0).getSummary().getValue())
                .isEqualTo(part.repeat(60));
    }

    @Test
    void aTextEndsItsLinesByLineFeedsAndHasNoControlCharacters() {
        assertThat(ContentLines.text("a\rb\r\nc\u0085d\u2028e\u2029f\u000bg", 100))
                .isEqualTo("a\nb\nc\nd\ne\nf\ng");
        assertThat(ContentLines.text("a\u007fb\u0000c\u001bd\u009fe\tf\ud83d", 100))
                .isEqualTo("abcde\tf");
    }

    @Test
    void aLongTextIsCutOffBetweenCharacters() {
        assertThat(ContentLines.text("abc", 3)).isEqualTo("abc");
        assertThat(ContentLines.text("abcd", 3)).isEqualTo("ab…");
        assertThat(ContentLines.text("a👩b", 3)).isEqualTo("a…");
        assertThat(ContentLines.text("a👩bc", 4)).isEqualTo("a👩…");
    }
}
