package wales.rhannu.partner.stream;

import org.apache.coyote.http11.Http11NioProtocol;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** What Tomcat keeps for a connection for as long as it is open: as little as may be, since a thousand stay open. */
@Component
class StreamServer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final int FROM_SOCKET = 2 << 10;
    /** What an answer is gathered in, as bytes and as characters; what is larger goes through it piece by piece. */
    private static final int ANSWER = 1 << 10;

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(SmallBuffers.class.getName());
        factory.addConnectorCustomizers(connector -> {
            connector.setProperty("socket.appReadBufSize", Integer.toString(FROM_SOCKET));
            connector.setProperty("socket.appWriteBufSize", Integer.toString(SseWriter.FRAME));
            // a copy less, and not in the heap
            connector.setProperty("socket.directBuffer", "true");
        });
    }

    /** HTTP as ever, but for what an answer is gathered in; public, because Tomcat makes it by its name. */
    public static final class SmallBuffers extends Http11NioProtocol {

        @Override
        public int getDesiredBufferSize() {
            return ANSWER;
        }
    }
}
