package wales.rhannu.starter.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeptStandingTests {

    @Test
    void whatOtherInstancesReadIsLookedUpEveryFewSecondsAndLessOftenWhereThatTakesLong() {
        assertThat(KeptStanding.pauseAfter(Duration.ofMillis(2))).isEqualTo(Duration.ofSeconds(5));
        assertThat(KeptStanding.pauseAfter(Duration.ofMillis(700))).isEqualTo(Duration.ofSeconds(14));
        assertThat(KeptStanding.pauseAfter(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(30));
    }
}
