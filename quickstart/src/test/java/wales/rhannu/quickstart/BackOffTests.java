package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTests {

    private final BackOff backOff = new BackOff();

    @Test
    void aFirstDeathIsFollowedByAStartAtOnce() {
        assertThat(backOff.afterLiving(Duration.ofSeconds(1))).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void whatKeepsDyingIsStartedLessAndLessOften() {
        Duration first = backOff.afterLiving(Duration.ofSeconds(1));
        Duration second = backOff.afterLiving(Duration.ofSeconds(1));
        Duration third = backOff.afterLiving(Duration.ofSeconds(1));
        assertThat(second).isGreaterThan(first);
        assertThat(third).isGreaterThan(second);
    }

    @Test
    void theWaitHasAnEnd() {
        for (int i = 0; i < 50; i++) {
            assertThat(backOff.afterLiving(Duration.ZERO)).isLessThanOrEqualTo(Duration.ofSeconds(30));
        }
    }

    @Test
    void whatLivedAWhileIsStartedAtOnceAgain() {
        Duration first = backOff.afterLiving(Duration.ZERO);
        backOff.afterLiving(Duration.ZERO);
        assertThat(backOff.afterLiving(Duration.ofMinutes(1))).isEqualTo(first);
    }
}
