package wales.rhannu.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SealTests {

    private final Seal seal = new Seal(key(1));

    private static byte[] key(int of) {
        byte[] key = new byte[Seal.KEY];
        Arrays.fill(key, (byte) of);
        return key;
    }

    @Test
    void whatIsSealedOpensForItsPurposeOnly() {
        String sealed = seal.seal("session", "hŵyl");
        assertThat(sealed).doesNotContain("hŵyl").matches("[A-Za-z0-9_-]+");
        assertThat(seal.open("session", sealed)).contains("hŵyl");
        assertThat(seal.open("signing-in", sealed)).isEmpty();
        assertThat(seal.seal("session", "hŵyl")).isNotEqualTo(sealed);
    }

    @Test
    void anotherKeyDoesNotOpenItAndTheSameKeyElsewhereDoes() {
        String sealed = seal.seal("session", "x");
        assertThat(new Seal(key(2)).open("session", sealed)).isEmpty();
        assertThat(new Seal(key(1)).open("session", sealed)).contains("x");
    }

    @Test
    void whateverCharacterIsChangedItDoesNotOpen() {
        String sealed = seal.seal("session", "a text");
        for (int i = 0; i < sealed.length() - 1; i++) {
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
            assertThat(seal.open("session", changed)).as("at " + i).isEmpty();
        }
    }

    @Test
    void nonsenseDoesNotOpen() {
        for (String nonsense : new String[] {"", "A", "not base64!", "AAAAAAAAAAAAAAAAAAAA", "A".repeat(100_000)}) {
            assertThat(seal.open("session", nonsense)).isEmpty();
        }
    }

    @Test
    void aKeyOfAnotherLengthIsNone() {
        assertThatThrownBy(() -> new Seal(new byte[16])).hasMessageContaining("32 bytes");
    }
}
