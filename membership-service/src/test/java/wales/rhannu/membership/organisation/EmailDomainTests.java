package wales.rhannu.membership.organisation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailDomainTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tŷ.example",
                "TŶ.Example",
                "ty\u0302.example",
                "tŷ。example",
                " xn--t-foa.example ",
                "XN--T-FOA.example"
            })
    void allFormsOfADomainAreOne(String domain) {
        assertThat(EmailDomain.ascii(domain)).contains("xn--t-foa.example");
    }

    @Test
    void whatIsAsciiStaysAsItIs() {
        assertThat(EmailDomain.ascii("Cardiff.GOV.uk")).contains("cardiff.gov.uk");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "..",
                "a..b",
                "．．",
                "a_b.example",
                "-a.example",
                "a b.example",
                "\u0000.example",
                "ŷ\ud800.example",
                "\u200f.example"
            })
    void whatIsNoDomainIsNone(String domain) {
        assertThat(EmailDomain.ascii(domain)).isEmpty();
    }

    @Test
    void noLabelAndNoDomainIsTooLong() {
        assertThat(EmailDomain.ascii("ŷ".repeat(70) + ".example")).isEmpty();
        assertThat(EmailDomain.ascii("a.".repeat(200) + "example")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"gmail.com", "googlemail.com", "hotmail.co.uk", "protonmail.com", "btinternet.com", "sky.com"})
    void theUsualFreeMailIsKnown(String domain) {
        assertThat(FreeMailDomains.isAt(domain)).isTrue();
        assertThat(FreeMailDomains.isAt("cardiff.gov.uk")).isFalse();
    }
}
