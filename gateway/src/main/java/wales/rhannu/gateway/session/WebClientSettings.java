package wales.rhannu.gateway.session;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the gateway proves itself by to the provider, as the client {@code rhannu-web}.
 *
 * @param secret the same as the provider's
 */
@ConfigurationProperties("rhannu.web-client")
record WebClientSettings(@DefaultValue("") String secret) {

    /** The value of the Authorization header (RFC 6749, section 2.3.1). */
    String basic() {
        String credentials = IdentityProvider.CLIENT + ":" + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "WebClientSettings[]";
    }
}
