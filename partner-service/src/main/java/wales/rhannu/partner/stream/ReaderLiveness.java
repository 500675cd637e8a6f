package wales.rhannu.partner.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Judges, by what the network takes, whether the reader of a connection is still there and takes enough. A connection is not
 * worth its place any more when its reader has left, when it takes nothing for the longest silence and the stall time after
 * it, or when it has not taken all of one event within the stall time. A reader that takes nothing for a shorter time may be
 * asked to give back what others wait for. One thread at a time uses it.
 */
final class ReaderLiveness {

    /** A reader pauses when it takes nothing at two ticks in a row: it was blocked for half a second or more. */
    private static final int TICKS_OF_A_PAUSE = 2;
    /** Some five seconds, since {@link Streams} ticks twice a second. */
    private static final int TICKS_OF_A_LONG_PAUSE = 11;

    private final @Nullable SocketChannel socket;
    private final InstantSource clock;
    private final Duration longestSilence;
    private final Duration stall;
    private Instant tookAt;
    private Instant messageBeganAt;
    private boolean blocked;
    private int blockedTicks;

    /**
     * @param socket of the connection; null when it is not known, and then nobody is seen to leave
     * @param longestSilence after how long without anything else to write a comment is written
     * @param stall how long a reader may take nothing of what is due, and how long it may take over one event
     */
    ReaderLiveness(@Nullable SocketChannel socket, InstantSource clock, Duration longestSilence, Duration stall) {
        this.socket = socket;
        this.clock = clock;
        this.longestSilence = longestSilence;
        this.stall = stall;
        this.tookAt = clock.instant();
        this.messageBeganAt = tookAt;
    }

    /** Something was written to the network. */
    void took() {
        tookAt = clock.instant();
    }

    /** An event begins to be written, or a cursor alone. */
    void beginsMessage() {
        messageBeganAt = clock.instant();
    }

    /** There is something to write, and the network takes it or does not. */
    void ready(boolean ready) {
        blocked = !ready;
        if (ready) {
            blockedTicks = 0;
        }
    }

    /** Called twice a second. */
    void tick() {
        if (blocked) {
            blockedTicks++;
        }
    }

    /**
     * Whether the other side has closed its connection. Tomcat notices that with its second write after it, which is two
     * heartbeats later where nothing happens. The connection carries no further request, so what else comes by it is of no
     * interest.
     */
    boolean hasLeft() {
        if (socket == null) {
            return false;
        }
        try {
            return socket.read(ByteBuffer.allocate(64)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Whether the reader takes nothing any more, or one event so slowly that it would be held for it for hours.
     *
     * @param withinMessage whether a message is not written to its end yet
     */
    boolean takesTooLong(boolean withinMessage) {
        Instant now = clock.instant();
        return !now.isBefore(tookAt.plus(longestSilence).plus(stall))
                || withinMessage && !now.isBefore(messageBeganAt.plus(stall));
    }

    /** Whether the reader takes nothing at the moment, so that what it does not need yet can serve others. */
    boolean pauses() {
        return blockedTicks >= TICKS_OF_A_PAUSE;
    }

    /** Whether the reader has taken nothing for some five seconds, so that others need not wait for it any longer. */
    boolean pausesForLong() {
        return blockedTicks >= TICKS_OF_A_LONG_PAUSE;
    }
}
