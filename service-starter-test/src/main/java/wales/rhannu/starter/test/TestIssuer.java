package wales.rhannu.starter.test;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Stands in for membership-service: a key of this JVM, and the place where its public half is served. */
final class TestIssuer {

    /** Plain, because the test's clients are, and would not send a secure cookie. */
    static final String ISSUER = "http://issuer.rhannu.test";

    static final String AUDIENCE = "rhannu";

    private static @Nullable TestIssuer running;

    final RSAKey key;
    private final HttpServer server;

    private TestIssuer() throws JOSEException, IOException {
        key = new RSAKeyGenerator(2048).keyID("test").generate();
        byte[] keys = new JWKSet(key).toString(true).getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
    }

    static synchronized TestIssuer running() {
        TestIssuer issuer = running;
        if (issuer == null) {
            try {
                issuer = new TestIssuer();
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            running = issuer;
        }
        return issuer;
    }

    String jwksUri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }
}
