package wales.rhannu.quickstart;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.HexFormat;

/** Whether a part is ready to work: it must answer, because a port alone is open too early and too late. */
final class Health {

    /** ApiVersions, the request that every client begins with: length, key, version, correlation, no client id. */
    private static final String ASK_BROKER = "0000000a" + "0012" + "0000" + "00000001" + "ffff";

    /** An OP_MSG with {@code {ping: 1, $db: "admin"}}. */
    private static final String ASK_DATABASE = "33000000" + "01000000" + "00000000" + "dd070000" + "00000000" + "00"
            + "1e000000" + "10" + "70696e6700" + "01000000" + "02" + "24646200" + "06000000" + "61646d696e00" + "00";

    private static final int PATIENCE = 2_000;

    private Health() {}

    static boolean isReady(Part part, int port) {
        return switch (part.kind()) {
            case BROKER -> answers(port, ASK_BROKER);
            case DATABASE -> answers(port, ASK_DATABASE);
            case SERVICE, GATEWAY -> isHealthy(port);
        };
    }

    private static boolean answers(int port, String question) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
            socket.setSoTimeout(PATIENCE);
            socket.getOutputStream().write(HexFormat.of().parseHex(question));
            new DataInputStream(socket.getInputStream()).readInt();
            return true;
        } catch (IOException e) {
            return false;
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
