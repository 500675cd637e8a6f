package wales.rhannu.quickstart;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Whether a process is ready. It must answer a request: an open port alone does not show that it works. */
final class HealthCheck {

    /** ApiVersions, the request that every client begins with: length, key, version, correlation, no client id. */
    private static final String ASK_BROKER = "0000000a" + "0012" + "0000" + "00000001" + "ffff";

    /** An OP_MSG with {@code {ping: 1, $db: "admin"}}. */
    private static final String ASK_DATABASE = "33000000" + "01000000" + "00000000" + "dd070000" + "00000000" + "00"
            + "1e000000" + "10" + "70696e6700" + "01000000" + "02" + "24646200" + "06000000" + "61646d696e00" + "00";

    private static final int PATIENCE = 2_000;
    private static final int LENGTH = Integer.BYTES;
    private static final int LONGEST = 1 << 16;

    private HealthCheck() {}

    /** The state that a process reports. */
    enum Answer {
        READY,
        /** It answers, but takes nothing more. */
        FULL,
        NONE
    }

    static boolean isReady(ManagedProcess part, int port) {
        return of(part, port) == Answer.READY;
    }

    static Answer of(ManagedProcess part, int port) {
        return switch (part.kind()) {
            case BROKER -> answer(port, ASK_BROKER) != null ? Answer.READY : Answer.NONE;
            case DATABASE -> ofDatabase(answer(port, ASK_DATABASE));
            case SERVICE, GATEWAY -> isHealthy(port) ? Answer.READY : Answer.NONE;
        };
    }

    /** A database without space answers a ping with an error, and so does one whose file is closed. */
    private static Answer ofDatabase(byte @Nullable [] reply) {
        if (reply == null) {
            return Answer.NONE;
        }
        String text = new String(reply, StandardCharsets.ISO_8859_1);
        if (text.contains("errmsg")) {
            return text.contains("OutOfDiskSpace") ? Answer.FULL : Answer.NONE;
        }
        return Answer.READY;
    }

    private static byte @Nullable [] answer(int port, String question) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(HexFormat.of().parseHex(question));
            byte[] begin = new byte[LENGTH];
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readFully(begin);
            // the database's length is little-endian and includes itself; of the broker's answer the beginning suffices
            int rest = Integer.reverseBytes(ByteBuffer.wrap(begin).getInt()) - LENGTH;
            return rest > 0 && rest < LONGEST ? in.readNBytes(rest) : begin;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isHealthy(int port) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness")
                            .toURL()
                            .openConnection();
            connection.setConnectTimeout(PATIENCE);
            connection.setReadTimeout(PATIENCE);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
