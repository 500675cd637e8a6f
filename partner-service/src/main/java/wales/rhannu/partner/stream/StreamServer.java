package wales.rhannu.partner.stream;

import jakarta.servlet.ServletConnection;
import java.nio.channels.SocketChannel;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * What Tomcat keeps for a connection for as long as it is open: as little as may be, since a thousand stay open. And what it does
 * not tell: by which socket a request came.
 */
@Component
class StreamServer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final int FROM_SOCKET = 2 << 10;
    /** What an answer is gathered in, as bytes and as characters; what is larger goes through it piece by piece. */
    private static final int ANSWER = 1 << 10;

    private volatile @Nullable SmallBuffers protocol;

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(SmallBuffers.class.getName());
        factory.addConnectorCustomizers(connector -> {
            connector.setProperty("socket.appReadBufSize", Integer.toString(FROM_SOCKET));
            connector.setProperty("socket.appWriteBufSize", Integer.toString(SseWriter.FRAME));
            // a copy less, and not in the heap
            connector.setProperty("socket.directBuffer", "true");
            protocol = (SmallBuffers) connector.getProtocolHandler();
        });
    }

    /** The socket of a request's connection; null when it is over, or what it carries is encrypted. */
    @Nullable
    SocketChannel socketOf(ServletConnection connection) {
        SmallBuffers running = protocol;
        return running == null ? null : running.socket(connection.getConnectionId());
    }

    /** HTTP as ever, but for what an answer is gathered in; public, because Tomcat makes it by its name. */
    public static final class SmallBuffers extends Http11NioProtocol {

        @Override
        public int getDesiredBufferSize() {
            return ANSWER;
        }

        private @Nullable SocketChannel socket(String connectionId) {
            AbstractEndpoint<NioChannel, ?> endpoint = getEndpoint();
            for (SocketWrapperBase<NioChannel> each : endpoint.getConnections()) {
                if (each.getServletConnection("http/1.1", "").getConnectionId().equals(connectionId)) {
                    NioChannel channel = each.getSocket();
                    return channel instanceof SecureNioChannel ? null : channel.getIOChannel();
                }
            }
            return null;
        }
    }
}
