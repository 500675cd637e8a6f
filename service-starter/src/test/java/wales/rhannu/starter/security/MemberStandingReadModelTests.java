package wales.rhannu.starter.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemberStandingReadModelTests {

    @Test
    void whatOtherInstancesReadIsLookedUpEveryFewSecondsAndLessOftenWhereThatTakesLong() {
        assertThat(MemberStandingReadModel.pauseAfter(Duration.ofMillis(2))).isEqualTo(Duration.ofSeconds(5));
        assertThat(MemberStandingReadModel.pauseAfter(Duration.ofMillis(700))).isEqualTo(Duration.ofSeconds(14));
        assertThat(MemberStandingReadModel.pauseAfter(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(30));
    }
}
