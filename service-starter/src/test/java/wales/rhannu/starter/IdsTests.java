package wales.rhannu.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTests {

    @Test
    void theSamePartsGiveTheSameIdAndOthersAnother() {
        assertThat(Ids.derived("a", "b")).isEqualTo(Ids.derived("a", "b"));
        assertThat(Ids.derived("ab", "c")).isNotEqualTo(Ids.derived("a", "bc"));
    }

    @Test
    void anIdIsAUuidOfVersionFive() {
        UUID id = UUID.fromString(Ids.derived("a"));
        assertThat(id.version()).isEqualTo(5);
        assertThat(id.variant()).isEqualTo(2);
    }
}
