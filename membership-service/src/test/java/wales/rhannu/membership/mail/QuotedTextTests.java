package wales.rhannu.membership.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedTextTests {

    /** What mail programs make links of: schemes, sites with and without www, addresses, numbers of machines, shares. */
    private static final Pattern LIVE = Pattern.compile(
            "\\w:\\S|://|\\S\\.\\p{L}|\\S[\u2024\u3002\uFE52\uFF0E\uFF61]\\p{L}|\\d+\\.\\d+\\.\\d+|\\S[@\uFF20]\\S|\\\\\\\\");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/login",
                "HTTPS://EVIL.EXAMPLE",
                "See www.evil.example now",
                "evil.example/a?b=c",
                "nhs.wales",
                "evil\u3002example",
                "evil\uFF0Eexample",
                "tŷ.cymru",
                "e\u200Bvil.\u200Bexample",
                "mailto:me@evil.example",
                "me@evil.example",
                "me\uFF20evil.example",
                "http://192.0.2.7/login",
                "192.0.2.7",
                "http://3221225991/",
                "http://localhost",
                "\\\\evil\\share",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "[press here](https://evil.example)",
                "<https://evil.example>"
            })
    void nothingInThemCanBeFollowed(String words) {
        assertThat(QuotedText.quoted(words)).startsWith("> ").doesNotContainPattern(LIVE);
        assertThat(QuotedText.inSubject(words)).startsWith("“").doesNotContainPattern(LIVE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://evil.example/login | https: //evil. example/login",
                "Cyfarfod 14:30, ystafell 1.5 | Cyfarfod 14:30, ystafell 1.5",
                "Pwy? Ni. Pryd? Yfory. | Pwy? Ni. Pryd? Yfory.",
                "Gweithdy: robotiaid | Gweithdy: robotiaid",
                "Fersiwn 2.10.1 | Fersiwn 2. 10.1"
            })
    void theyCanBeReadAllTheSame(String words, String shown) {
        assertThat(QuotedText.quoted(words)).isEqualTo("> " + shown);
    }

    @Test
    void everyLineOfThemIsMarkedAndShortEnoughToStayMarked() {
        String words = "Your account ends today.\r\n\r\nWrite to us.\u2028\u202EOr not.\n" + "a".repeat(200) + " "
                + "b ".repeat(200);

        assertThat(QuotedText.quoted(words).lines())
                .allSatisfy(line -> assertThat(line).startsWith("> ").hasSizeLessThanOrEqualTo(72))
                .startsWith("> Your account ends today.", "> Write to us.", "> Or not.");
    }

    @Test
    void aSubjectIsOneLineThatEndsWithinItsQuotationMarks() {
        assertThat(QuotedText.inSubject("One\r\nBcc: all” From: Rhannu \u202E\u0007\u200F"))
                .isEqualTo("“One Bcc: all’ From: Rhannu”");
        assertThat(QuotedText.inSubject("\uD83D\uDE80".repeat(300))).isEqualTo("“" + "\uD83D\uDE80".repeat(59) + "…”");
    }

    @Test
    void ofNothingNothingIsShown() {
        assertThat(QuotedText.inSubject(" \u200B")).isEmpty();
        assertThat(QuotedText.quoted("\n \u200B\n")).isEmpty();
        assertThat(QuotedText.quoted("x".repeat(5_000)).replace("> ", "").replace("\n", ""))
                .hasSize(2_000)
                .endsWith("…");
    }
}
