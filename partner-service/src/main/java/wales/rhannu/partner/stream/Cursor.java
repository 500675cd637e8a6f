package wales.rhannu.partner.stream;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import wales.rhannu.starter.aggregate.DomainException;

/**
 * What a reader keeps to go on from where it was; it says all, so that any replica can read it.
 *
 * @param log which log of the topic it is about: a topic that was made anew has another; 0 when there was none yet
 * @param position without partitions when there was no topic yet: its beginning
 * @param current when the reader last had all there was, or began. It may have missed tombstones that were removed after it:
 *     reading on is right only for as long as they are kept
 */
record Cursor(int log, Position position, Instant current) {

    private static final byte FORMAT = 1;
    private static final int MOST_PARTITIONS = 10_000;

    /** Encodes the cursor; it is valid for this topic only. */
    String encode(String topic) {
        ByteBuffer buffer = ByteBuffer.allocate(16 + 10 * (2 + position.partitions()));
        buffer.put(FORMAT).putInt(log);
        putVarint(buffer, current.getEpochSecond());
        putVarint(buffer, position.partitions());
        for (int partition = 0; partition < position.partitions(); partition++) {
            putVarint(buffer, position.next(partition));
        }
        buffer.putInt(checksum(topic, buffer.array(), buffer.position()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(buffer.array(), buffer.position()));
    }

    /**
     * Reads its opaque form.
     *
     * @throws DomainException when it is no cursor, or one of another topic
     */
    static Cursor decode(String topic, String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            int end = bytes.length - Integer.BYTES;
            if (end < 0 || buffer.getInt(end) != checksum(topic, bytes, end) || buffer.get() != FORMAT) {
                throw malformed();
            }
            int log = buffer.getInt();
            Instant current = Instant.ofEpochSecond(getVarint(buffer));
            long partitions = getVarint(buffer);
            if (partitions < 0 || partitions > MOST_PARTITIONS) {
                throw malformed();
            }
            long[] next = new long[(int) partitions];
            for (int partition = 0; partition < partitions; partition++) {
                next[partition] = getVarint(buffer);
                if (next[partition] < 0) {
                    throw malformed();
                }
            }
            return new Cursor(log, Position.of(next), current);
        } catch (IllegalArgumentException | BufferUnderflowException | DateTimeException e) {
            throw malformed();
        }
    }

    private static DomainException malformed() {
        return DomainException.of(DomainException.Kind.MALFORMED, "cursor-malformed");
    }

    /** The refusal of a cursor that has expired. */
    static DomainException gone() {
        return DomainException.of(DomainException.Kind.GONE, "cursor-gone");
    }

    /** @throws DomainException when a position is not one of the log that ends there */
    static void mustNotBePast(Position end, Position position) {
        if (position.partitions() != end.partitions() || !end.hasReached(position)) {
            throw gone();
        }
    }

    /** Whether a reader who was current then has read what it needed to. */
    boolean isExpired(Instant now, Duration lifetime) {
        return current.plus(lifetime).isBefore(now);
    }

    private static int checksum(String topic, byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(topic.getBytes(StandardCharsets.UTF_8));
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static void putVarint(ByteBuffer buffer, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    private static long getVarint(ByteBuffer buffer) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = buffer.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("A number of more than 64 bits");
    }
}
