package wales.rhannu.partner.stream;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Settings for what is tried without a service. */
final class TestSettings {

    private TestSettings() {}

    static StreamSettings with(int sharedEvents, long sharedBytes) {
        return new StreamSettings(
                10,
                10,
                10,
                Duration.ofSeconds(15),
                Duration.ofSeconds(60),
                sharedEvents,
                DataSize.ofBytes(sharedBytes),
                1,
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1),
                Duration.ofSeconds(3),
                Duration.ofDays(30));
    }
}
