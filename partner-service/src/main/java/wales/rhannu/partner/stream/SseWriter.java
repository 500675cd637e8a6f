package wales.rhannu.partner.stream;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes server-sent events without ever waiting for the network, in frames that the container's buffers take whole: of what
 * the network does not take, nothing but the rest of a frame is copied anywhere.
 */
final class SseWriter {

    /** As much as the container's buffer for a socket takes. */
    static final int FRAME = 8 << 10;

    /** Only ever used between two waits, so one for each thread that writes is enough. */
    private static final ThreadLocal<byte[]> FRAMES = ThreadLocal.withInitial(() -> new byte[FRAME]);

    private static final byte[] NONE = new byte[0];

    private final ServletOutputStream out;
    /** The message that is being written: the line with its id, and the rest, which is the same for all. */
    private byte[] id = NONE;

    private byte[] rest = NONE;
    private int restFrom;
    private int written;
    private boolean unflushed;

    SseWriter(ServletOutputStream out) {
        this.out = out;
    }

    /** What gives messages, one by one. */
    interface Messages {

        /** Puts the next message into the writer; false when there is none now. */
        boolean next(SseWriter writer);
    }

    /** A message without what comes before {@code from}; the one before is written. */
    void put(@Nullable String cursor, byte[] message, int from) {
        id = cursor == null ? NONE : ("id: " + cursor + "\n").getBytes(StandardCharsets.ISO_8859_1);
        rest = message;
        restFrom = from;
        written = 0;
    }

    /** Whether the network would take something; if not, the container says when it does. */
    boolean isReady() {
        return out.isReady();
    }

    /** Goes one step on, and gives whether there was one to go; only to be called when {@link #isReady ready}. */
    boolean write(Messages messages) throws IOException {
        if (unflushed) {
            // frame by frame: what the container would keep for more than one it makes large buffers for
            unflushed = false;
            out.flush();
            return true;
        }
        byte[] frame = FRAMES.get();
        int length = 0;
        while (length < FRAME && (isWithin() || messages.next(this))) {
            length += copy(id, written, frame, length);
            if (written >= id.length) {
                length += copy(rest, restFrom + written - id.length, frame, length);
            }
        }
        if (length == 0) {
            return false;
        }
        out.write(frame, 0, length);
        unflushed = true;
        return true;
    }

    private int copy(byte[] from, int begin, byte[] frame, int at) {
        int count = Math.min(from.length - begin, FRAME - at);
        if (count <= 0) {
            return 0;
        }
        System.arraycopy(from, begin, frame, at, count);
        written += count;
        if (!isWithin()) {
            id = NONE;
            rest = NONE; // it may be large, and nobody else may hold it any more
            restFrom = 0;
            written = 0;
        }
        return count;
    }

    /** Whether a message is not written to its end yet. */
    boolean isWithin() {
        return written < id.length + rest.length - restFrom;
    }
}
