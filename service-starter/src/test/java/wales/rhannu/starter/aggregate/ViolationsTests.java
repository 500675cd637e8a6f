package wales.rhannu.starter.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Collections;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wales.rhannu.starter.Bilingual;

class ViolationsTests {

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
            Violations bounds = new Violations();
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

    @ParameterizedTest
    @CsvSource({
        "https://nhs.wales@evil.example, address-user-info",
        "https://nhs.wales%2Fjoin@evil.example/1, address-user-info",
        "https://user:secret@meet.example/1, address-user-info",
        "https://@evil.example, address-user-info",
        "https://evil.example/\u202Esj.segnilrac, address-invisible",
        "https://nhs\u200B.wales/, address-invisible",
        "https://meet.example/\u00ADa, address-invisible",
        "https://meet.example/\u3164, address-invisible",
        "https://meet.example/a\u2028b, address-invisible",
        "https://meet.example/a b, address-invisible",
        "https://meet.example/a\u00A0b, address-invisible",
        "https://nhs.w\u0430les/1, address-host-not-ascii",
        "https://tŷ.example/1, address-host-not-ascii",
        "https:nhs.wales, address-none",
        "https://evil.example\\@nhs.wales, address-none",
        "//nhs.wales/, address-none",
        "nhs.wales, address-none",
        "http://meet.example/1, address-not-secure"
    })
    void anAddressLeadsWhereItSeemsToLead(String text, String code) {
        Violations bounds = new Violations();
        bounds.secureAddress("/joinUrl", text);
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(bounds::mustHold)
                .satisfies(refusal -> assertThat(refusal.violations())
                        .extracting(Violation::pointer, Violation::code)
                        .containsExactly(tuple("/joinUrl", code)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://meet.example/j/1?pwd=a%20b#x@y",
                "https://teams.microsoft.com/l/meetup-join/19%3ameeting_a@thread.v2/0?context=%7b%22Tid%22%7d",
                "https://meet.example:8443/~user/@me",
                "https://xn--t-mga.example/",
                "https://llyw.cymru/dŵr/tŷ",
                "https://[2001:db8::1]/"
            })
    void anAddressMayHoldWhatAddressesHold(String text) {
        Violations bounds = new Violations();
        bounds.secureAddress("/joinUrl", text);
        assertThatNoException().isThrownBy(bounds::mustHold);
        assertThat(WebAddress.isValid(text)).isTrue();
    }

    @Test
    void aSecureAddressIsReadByNobodyOnTheWay() {
        refused(bounds -> bounds.secureAddress("/url", "http://meet.example/1"), "/url");
        assertThatNoException().isThrownBy(() -> {
            Violations bounds = new Violations();
            bounds.address("/url", "http://meet.example/1");
            bounds.secureAddress("/url", "HTTPS://meet.example/1");
            bounds.mustHold();
        });
    }

    @Test
    void theFirstHundredAreTold() {
        Violations bounds = new Violations();
        Collections.nCopies(1_000, "x").forEach(text -> bounds.add("/" + text, "Wrong."));
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(bounds::mustHold)
                .satisfies(refusal -> assertThat(refusal.violations()).hasSize(100));
    }

    private static void refused(Consumer<Violations> rule, String pointer) {
        Violations bounds = new Violations();
        rule.accept(bounds);
        assertThatExceptionOfType(DomainException.class)
                .isThrownBy(bounds::mustHold)
                .satisfies(refusal -> assertThat(refusal.violations())
                        .extracting(Violation::pointer)
                        .containsExactly(pointer));
    }
}
