package wales.rhannu.starter.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;

/**
 * The last record of a partition.
 *
 * @param timestamp of the record, in milliseconds since the epoch, by the clock of who sent it
 * @param isControl whether it is a {@link SegmentRoller}'s; true also where there is no record at all
 */
record LastRecord(long timestamp, boolean isControl) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A record, and the marker that ends its transaction. */
    private static final int USUALLY_BEHIND = 2;

    /** What there may be of a partition: its offsets from the first to the one behind the last. */
    private record Extent(TopicPartition partition, long begin, long end) {}

    /**
     * Reads those of some partitions.
     *
     * @param consumer assigned to nothing else; by its isolation level it sees what was not committed, or does not
     * @param ends where each partition ends
     * @throws TimeoutException when the broker does not give them within some seconds
     */
    static Map<TopicPartition, LastRecord> read(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(ends.keySet());
        List<Extent> wanted = new ArrayList<>();
        ends.forEach((partition, end) ->
                wanted.add(new Extent(partition, Math.min(end, begins.getOrDefault(partition, 0L)), end)));
        Map<TopicPartition, LastRecord> last = new HashMap<>();
        // markers take offsets, and compaction leaves gaps: where nothing is found, look further back
        for (long back = USUALLY_BEHIND; !wanted.isEmpty(); back *= 16) {
            Map<TopicPartition, ConsumerRecord<byte[], byte[]>> found = tails(consumer, wanted, back, until);
            for (Extent extent : List.copyOf(wanted)) {
                ConsumerRecord<byte[], byte[]> record = found.get(extent.partition());
                if (record != null) {
                    last.put(extent.partition(), new LastRecord(record.timestamp(), isControl(record)));
                    wanted.remove(extent);
                } else if (extent.end() - back <= extent.begin()) {
                    last.put(extent.partition(), new LastRecord(0, true));
                    wanted.remove(extent);
                }
            }
        }
        return last;
    }

    /** The last of the records that some partitions have among so many of their last offsets. */
    private static Map<TopicPartition, ConsumerRecord<byte[], byte[]>> tails(
            Consumer<byte[], byte[]> consumer, List<Extent> extents, long back, long until) {
        Map<TopicPartition, ConsumerRecord<byte[], byte[]>> found = new HashMap<>();
        consumer.assign(extents.stream().map(Extent::partition).toList());
        extents.forEach(extent -> consumer.seek(extent.partition(), Math.max(extent.begin(), extent.end() - back)));
        while (extents.stream().anyMatch(extent -> consumer.position(extent.partition()) < extent.end())) {
            if (System.nanoTime() > until) {
                throw new TimeoutException("The last records of " + extents + " did not come");
            }
            consumer.poll(Duration.ofMillis(500))
                    .forEach(record -> found.put(new TopicPartition(record.topic(), record.partition()), record));
        }
        return found;
    }

    private static boolean isControl(ConsumerRecord<byte[], byte[]> record) {
        Header type = record.headers().lastHeader("ce_type");
        return type != null && SegmentRoller.CONTROL_TYPE.equals(new String(type.value(), StandardCharsets.UTF_8));
    }
}
