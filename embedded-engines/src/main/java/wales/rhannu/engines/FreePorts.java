package wales.rhannu.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds ports that are not in use. */
public final class FreePorts {

    private static final int FIRST = 15_000;
    private static final int COUNT = 5_000;

    /** Random, so that processes that start at the same time do not try the same port first. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 31));

    private FreePorts() {}

    /**
     * A port of loopback that was free a moment ago. It is below the ephemeral ports, so that no outgoing connection gets it by
     * chance before the server listens, or while it restarts.
     */
    public static int next() {
        return next(FIRST, COUNT);
    }

    /**
     * A port of a range that was free a moment ago, and not the one before.
     *
     * @param first the lowest port of the range
     * @param count how many ports it has
     */
    public static int next(int first, int count) {
        for (int tried = 0; tried < count; tried++) {
            int port = first + Math.floorMod(NEXT.getAndIncrement(), count);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("There are no free ports");
    }

    /** Whether nobody listens on a port of loopback. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
