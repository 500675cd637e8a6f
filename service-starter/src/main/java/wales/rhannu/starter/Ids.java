package wales.rhannu.starter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Ids that are derived from natural keys. */
public final class Ids {

    /** The name space of our ids (RFC 9562, section 6.6): made once, never changed. */
    private static final UUID NAMESPACE = UUID.fromString("6f2d1f0a-6f0b-4b8c-9a57-1d3a9b0c7e21");

    private Ids() {}

    /** The version 5 UUID (RFC 9562, section 5.5) of some parts; the same parts always give the same id. */
    public static String derived(String... parts) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(bytes(NAMESPACE));
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // with its length, so that ("ab", "c") and ("a", "bc") differ
                sha1.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                sha1.update(bytes);
            }
            ByteBuffer hash = ByteBuffer.wrap(sha1.digest());
            long most = hash.getLong() & ~0xF000L | 0x5000L;
            long least = hash.getLong() & ~(0xC0L << 56) | 0x80L << 56;
            return new UUID(most, least).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
