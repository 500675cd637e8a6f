package wales.rhannu.membership.member;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTests {

    @ParameterizedTest
    @ValueSource(strings = {"mal@x.cymru", "mal+2@x.cymru", "mal+2+3@x.cymru", "Mal+@X.Cymru"})
    void anAddressIsOfTheMailboxWithoutItsDetail(String address) {
        assertThat(Mailbox.of(address)).isEqualTo(new Mailbox("mal@x.cymru"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+mal@x.cymru", "mal.2@x.cymru", "mal-2@x.cymru", "mal@y.cymru", "mal@x+2.cymru"})
    void othersAreOthers(String address) {
        assertThat(Mailbox.of(address)).isNotEqualTo(new Mailbox("mal@x.cymru"));
    }

    @Test
    void aDomainIsTheSameInBothItsForms() {
        assertThat(Mailbox.of("mal+2@tŷ.example")).isEqualTo(Mailbox.of("mal@xn--t-foa.example"));
        assertThat(Members.address("Mal+2@TŶ.example")).contains("mal+2@xn--t-foa.example");
    }

    @Test
    void itsKeyDoesNotShowIt() {
        assertThat(new Mailbox("mal@x.cymru").key()).doesNotContain("mal");
    }
}
