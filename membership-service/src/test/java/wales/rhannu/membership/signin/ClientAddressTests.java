package wales.rhannu.membership.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientAddressTests {

    private static String network(String address) {
        return ClientAddress.of(address).network();
    }

    @Test
    void ofIpv4SharesItsFirst24Bits() {
        assertThat(network("203.0.113.7")).isEqualTo(network("203.0.113.200")).isNotEqualTo(network("203.0.114.7"));
        assertThat(ClientAddress.of("::ffff:203.0.113.7")).isEqualTo(ClientAddress.of("203.0.113.7"));
    }

    @Test
    void ofIpv6SharesItsFirst64Bits() {
        assertThat(network("2001:db8:0:1::1"))
                .isEqualTo(network("[2001:db8:0:1:ffff::2]"))
                .isEqualTo(network("2001:0DB8:0:1::3%eth0"))
                .isNotEqualTo(network("2001:db8:0:2::1"));
        assertThat(ClientAddress.of("[2001:db8::1]")).isEqualTo(ClientAddress.of("2001:db8:0::1"));
    }

    @Test
    void whatIsNoAddressIsItsOwnNetworkAndIsNotLookedUp() {
        for (String text : new String[] {"unknown", "", "dead.beef", "300.1.1.1", "1:2", "localhost"}) {
            assertThat(ClientAddress.of(text)).isEqualTo(new ClientAddress(text, text));
        }
    }
}
