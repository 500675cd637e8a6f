package wales.rhannu.starter.erasure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When members are erased.
 *
 * @param againAfter how long after a member was erased the service looks again for what was written in their name since.
 *     This must be longer than the member's last token can be taken and a request can go on: tokens live for 15 minutes
 *     where a service does not hear that they are refused, and the gateway waits 30 s for an answer
 */
@ConfigurationProperties("rhannu.erasure")
record ErasureSettings(@DefaultValue("20m") Duration againAfter) {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** How often what is due is looked for. */
    Duration pause() {
        Duration tenth = againAfter.dividedBy(10);
        return tenth.compareTo(LONGEST_PAUSE) < 0 ? tenth : LONGEST_PAUSE;
    }
}
