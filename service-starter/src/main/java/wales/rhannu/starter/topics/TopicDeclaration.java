package wales.rhannu.starter.topics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A topic that a service owns.
 *
 * @param partitions fixed for the topic's life
 * @param holdsPeople whether it can hold personal data
 * @param config the broker's settings for it
 */
public record TopicDeclaration(
        String name, int partitions, short replication, boolean holdsPeople, Map<String, String> config) {

    private static final Duration TOMBSTONES_KEPT = Duration.ofDays(30);

    /** A topic of full-state events: the newest of each subject is kept, and a tombstone erases. */
    public static TopicDeclaration compacted(String name, boolean holdsPeople, TopicSettings settings) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("cleanup.policy", "compact");
        config.put("delete.retention.ms", Long.toString(TOMBSTONES_KEPT.toMillis()));
        if (holdsPeople) {
            long age = settings.segmentAge().toMillis();
            config.put("segment.ms", Long.toString(age));
            config.put("max.compaction.lag.ms", Long.toString(age));
            config.put("file.delete.delay.ms", Long.toString(Math.min(age / 4, 60_000)));
            config.put("segment.bytes", Integer.toString(16 << 20));
        }
        return new TopicDeclaration(name, settings.partitions(), settings.replication(), holdsPeople, config);
    }

    /** A compacted topic for a service's own bookkeeping. */
    public static TopicDeclaration notes(String name, TopicSettings settings) {
        return new TopicDeclaration(
                name,
                1,
                settings.replication(),
                false,
                Map.of("cleanup.policy", "compact", "segment.bytes", Integer.toString(4 << 20)));
    }

    /** What a group could not consume: gone within the erasure bound. */
    public static TopicDeclaration deadLetters(String name, TopicSettings settings) {
        long age = settings.segmentAge().toMillis();
        return new TopicDeclaration(
                name,
                1,
                settings.replication(),
                true,
                Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        Long.toString(2 * age),
                        "segment.ms",
                        Long.toString(age),
                        "file.delete.delay.ms",
                        Long.toString(Math.min(age / 4, 60_000))));
    }
}
