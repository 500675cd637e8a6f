package wales.rhannu.starter.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.URI;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Every request comes, as far as a service can tell, by the platform's own address, whatever {@code Host} and
 * {@code X-Forwarded-*} say: so redirects, links, calendars and descriptions lead there, and a client cannot make them lead
 * elsewhere. Which hosts are answered at all is the gateway's business.
 */
class PlatformAddressCustomizer implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final URI address;

    /** @throws IllegalArgumentException for what is no http or https address of a host */
    PlatformAddressCustomizer(URI address) {
        if (address.getHost() == null || !("http".equals(address.getScheme()) || isSecure(address))) {
            throw new IllegalArgumentException(
                    "rhannu.security.issuer: " + address + " is not the address of a platform");
        }
        this.address = address;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        // within the engine's own, which takes the client's address, and more, from what proxies say
        factory.addContextValves(new PlatformAddressValve(address));
    }

    private static boolean isSecure(URI address) {
        return "https".equals(address.getScheme());
    }

    /** Below filters, because Tomcat itself makes a redirect's address whole. */
    private static final class PlatformAddressValve extends ValveBase {

        private final String scheme;
        private final String host;
        private final int port;
        private final boolean secure;

        PlatformAddressValve(URI address) {
            super(true);
            this.scheme = address.getScheme();
            this.host = address.getHost();
            this.secure = isSecure(address);
            this.port = address.getPort() >= 0 ? address.getPort() : secure ? 443 : 80;
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.getCoyoteRequest().scheme().setString(scheme);
            request.getCoyoteRequest().serverName().setString(host);
            request.getCoyoteRequest().setServerPort(port);
            request.setSecure(secure);
            getNext().invoke(request, response);
        }
    }
}
