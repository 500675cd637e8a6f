package wales.rhannu.partner.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Decides which sign of life is due on a connection: a comment when nothing was written for a while, so that everyone on the
 * way knows that the connection is open; and a cursor when no event came for an hour, so that the reader does not come back
 * with one that is too old. One thread at a time uses it.
 */
final class Heartbeat {

    private static final Duration CURSOR_AGAIN = Duration.ofHours(1);

    private final InstantSource clock;
    private final Duration longestSilence;
    private Instant wroteAt;
    private Instant cursorPutAt;
    /** A new connection sends a comment at once, to show that it is open. */
    private boolean commentDue = true;

    private boolean cursorDue;

    /** @param longestSilence after how long without anything written a comment is due */
    Heartbeat(InstantSource clock, Duration longestSilence) {
        this.clock = clock;
        this.longestSilence = longestSilence;
        this.wroteAt = clock.instant();
        this.cursorPutAt = wroteAt;
    }

    /** The reader asked to be told where it is before there is an event. */
    void cursorWanted() {
        cursorDue = true;
    }

    /** An event goes out next, with its cursor. */
    void eventPut() {
        cursorPutAt = clock.instant();
    }

    /** A cursor alone goes out next. */
    void cursorPut() {
        cursorPutAt = clock.instant();
        cursorDue = false;
    }

    /** A comment goes out next. */
    void commentPut() {
        commentDue = false;
    }

    /** Something was written, whatever it was. */
    void wrote() {
        wroteAt = clock.instant();
        commentDue = false;
    }

    /** Called now and then. */
    void tick() {
        Instant now = clock.instant();
        commentDue |= !now.isBefore(wroteAt.plus(longestSilence));
        cursorDue |= !now.isBefore(cursorPutAt.plus(CURSOR_AGAIN));
    }

    boolean isCursorDue() {
        return cursorDue;
    }

    boolean isCommentDue() {
        return commentDue;
    }
}
