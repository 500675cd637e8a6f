package wales.rhannu.starter.topics;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How topics are laid out.
 *
 * @param partitions of a new topic, fixed for its life
 * @param replication of a new topic
 * @param erasureBound how long after an erasure the broker's files may still hold what was erased
 */
@ConfigurationProperties("rhannu.topics")
public record TopicSettings(
        @DefaultValue("6") int partitions,
        @DefaultValue("1") short replication,
        @DefaultValue("7d") Duration erasureBound) {

    /** A segment is rolled, then compacted, then deleted from the disk: each may take a quarter of the bound. */
    public Duration segmentAge() {
        return erasureBound.dividedBy(4);
    }
}
