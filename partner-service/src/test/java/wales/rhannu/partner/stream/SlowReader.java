package wales.rhannu.partner.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A reader's socket, from which nothing is taken but what a test takes; little fits into it. */
final class SlowReader implements AutoCloseable {

    private static final int RECEIVE_BUFFER = 8 << 10;

    private final Socket socket = new Socket();

    private SlowReader(int port, String events, String accept) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write(("GET /api/v1/streams/" + events + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /** Asks for server-sent events; these are a topic's events and a query. */
    static SlowReader follow(int port, String events) throws IOException {
        return new SlowReader(port, events, "text/event-stream");
    }

    /** Asks for a page. */
    static SlowReader page(int port, String events) throws IOException {
        return new SlowReader(port, events, "application/json");
    }

    /** Takes what is there already, so many bytes at most; gives how many. */
    int take(int most) throws IOException {
        int there = Math.min(most, socket.getInputStream().available());
        return there == 0 ? 0 : socket.getInputStream().readNBytes(there).length;
    }

    /** Takes all that comes until the other side has ended the connection; gives how many bytes. */
    long takeTheRest(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        byte[] some = new byte[RECEIVE_BUFFER];
        long taken = 0;
        int count = socket.getInputStream().read(some);
        while (count >= 0) {
            taken += count;
            count = socket.getInputStream().read(some);
        }
        return taken;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
