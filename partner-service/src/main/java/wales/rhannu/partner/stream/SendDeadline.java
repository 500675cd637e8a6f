package wales.rhannu.partner.stream;

import jakarta.servlet.ServletConnection;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Until when an answer must be sent. The container gives a reader its whole patience anew for each byte that it takes, and what
 * the answer holds of what all may hold is held for as long.
 */
final class SendDeadline {

    private static final Logger log = LoggerFactory.getLogger(SendDeadline.class);

    private final StreamServer server;
    private final ServletConnection connection;
    private final AtomicBoolean met = new AtomicBoolean();
    private volatile @Nullable Future<?> timer;

    /** @param connection by which the answer is sent; there is no deadline where it is encrypted */
    SendDeadline(StreamServer server, ServletConnection connection) {
        this.server = server;
        this.connection = connection;
    }

    void begin(Streams streams, Duration patience) {
        timer = streams.later(patience, this::end);
        if (met.get()) {
            met();
        }
    }

    private void end() {
        SocketChannel socket = met.getAndSet(true) ? null : server.socketOf(connection);
        if (socket != null) {
            try {
                // a thread of the container that waits to write learns of this at once, but not of a close
                socket.shutdownOutput();
            } catch (IOException e) {
                log.debug("A socket could not be shut down: {}", e.toString());
            }
        }
    }

    /** It is sent, or nobody sends it any more. */
    void met() {
        met.set(true);
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }
}
