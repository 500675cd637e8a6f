package wales.rhannu.starter.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.Collections;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wales.rhannu.starter.Bilingual;

class BoundsTests {

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\u001b[2J", "half \ud83d", "\ude00 half", "\ude00\ud83d"})
    void aTextIsOneThatCanBeKept(String text) {
        refused(bounds -> bounds.optional("/name", text, 20), "/name");
        refused(bounds -> bounds.required("/name", text, 20), "/name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Llanfair\nPwll\t\r\n", "Siôn Ŵyn", "\ud83d\ude00", ""})
    void aTextMayHoldLinesAndWhateverUnicodeHas(String text) {
        assertThatNoException().isThrownBy(() -> {
            Bounds bounds = new Bounds();
            bounds.optional("/name", text, 20);
            bounds.mustHold();
        });
    }

    @Test
    void aTextIsNoLongerThanItMayBe() {
        refused(bounds -> bounds.optional("/name", "12345", 4), "/name");
        refused(bounds -> bounds.optional("/title", new Bilingual("12345", "1234"), 4), "/title/cy");
    }

    @Test
    void whatIsRequiredIsThereInBothLanguages() {
        refused(bounds -> bounds.required("/name", " ", 4), "/name");
        refused(bounds -> bounds.required("/title", new Bilingual("Teitl", null), 9), "/title/en");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "https:///path", "www.gov.wales", "https://a b", "ftp://gov.wales"})
    void anAddressIsOneOfTheWeb(String text) {
        refused(bounds -> bounds.address("/url", text), "/url");
        refused(bounds -> bounds.secureAddress("/url", text), "/url");
    }

    @Test
    void aSecureAddressIsReadByNobodyOnTheWay() {
        refused(bounds -> bounds.secureAddress("/url", "http://meet.example/1"), "/url");
        assertThatNoException().isThrownBy(() -> {
            Bounds bounds = new Bounds();
            bounds.address("/url", "http://meet.example/1");
            bounds.secureAddress("/url", "HTTPS://meet.example/1");
            bounds.mustHold();
        });
    }

    @Test
    void theFirstHundredAreTold() {
        Bounds bounds = new Bounds();
        Collections.nCopies(1_000, "x").forEach(text -> bounds.add("/" + text, "Wrong."));
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(bounds::mustHold)
                .satisfies(refusal -> assertThat(refusal.violations()).hasSize(100));
    }

    private static void refused(Consumer<Bounds> rule, String pointer) {
        Bounds bounds = new Bounds();
        rule.accept(bounds);
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(bounds::mustHold)
                .satisfies(refusal -> assertThat(refusal.violations())
                        .extracting(Violation::pointer)
                        .containsExactly(pointer));
    }
}
