package wales.rhannu.partner.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wales.rhannu.starter.aggregate.DomainException;

class CursorTests {

    private static final String TOPIC = "tests.things";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Cursor cursor = new Cursor(-77, Position.of(0, 1, 127, 128, 1L << 40, Long.MAX_VALUE), NOW);

    @Test
    void saysWhatItWasMadeOf() {
        assertThat(Cursor.decode(TOPIC, cursor.encode(TOPIC))).isEqualTo(cursor);
    }

    @Test
    void isShortAndFitForAHeaderAndAQuery() {
        String text = new Cursor(123456789, Position.of(1000, 2000, 3000, 4000, 5000, 6000), NOW).encode(TOPIC);

        assertThat(text).matches("[A-Za-z0-9_-]+").hasSizeLessThan(50);
    }

    @Test
    void ofAnotherTopicIsMalformed() {
        assertMalformed(cursor.encode("tests.others"));
    }

    @Test
    void withAnyCharacterChangedIsMalformed() {
        String text = new Cursor(1, Position.of(5, 6), NOW).encode(TOPIC);
        for (int i = 0; i < text.length() - 1; i++) { // of the last one some bits mean nothing
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            assertMalformed(text.substring(0, i) + other + text.substring(i + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "%00",
                "AAAA",
                "AQAAAAAA",
                "ŵ",
                "e30",
                "AQ==",
                " ",
                "..",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void thatIsNoneIsMalformed(String text) {
        assertMalformed(text);
    }

    @Test
    void withAVastNumberOfPartitionsIsMalformed() {
        byte[] bytes = Base64.getUrlDecoder().decode(new Cursor(1, Position.of(5), NOW).encode(TOPIC));
        bytes[10] = (byte) 0xFF;
        assertMalformed(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    @Test
    void withANegativeOffsetIsMalformed() {
        assertMalformed(new Cursor(1, Position.of(5, -1), NOW).encode(TOPIC));
    }

    @Test
    void expiresWhenTombstonesMayBeGone() {
        Duration lifetime = Duration.ofDays(30);

        assertThat(cursor.isExpired(NOW.plus(lifetime), lifetime)).isFalse();
        assertThat(cursor.isExpired(NOW.plus(lifetime).plusSeconds(1), lifetime))
                .isTrue();
    }

    private static void assertMalformed(String text) {
        assertThatThrownBy(() -> Cursor.decode(TOPIC, text))
                .isInstanceOfSatisfying(DomainException.class, refusal -> assertThat(refusal.kind())
                        .isEqualTo(DomainException.Kind.MALFORMED));
    }
}
