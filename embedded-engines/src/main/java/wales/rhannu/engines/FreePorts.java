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
            new AtomicInteger((int) (ProcessHandle.current().pid() * 31 % COUNT));

    private FreePorts() {}

    /**
     * A port of loopback that was free a moment ago. It is below the ephemeral ports, so that no outgoing connection gets it by
     * chance before the server listens, or while it restarts.
     */
    public static int next() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("There are no free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
