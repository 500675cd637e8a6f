package wales.rhannu.membership.signin;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * What the gateway proves itself by as the client {@code rhannu-web}.
 *
 * @param secret the same as the gateway's, 32 to 72 bytes; without it nobody signs in with a browser
 */
@ConfigurationProperties("rhannu.web-client")
record WebClientSettings(@DefaultValue("") String secret) {

    private static final Logger log = LoggerFactory.getLogger(WebClientSettings.class);
    private static final int SHORTEST = 32;
    /** BCrypt takes no more. */
    private static final int LONGEST = 72;

    WebClientSettings {
        int length = secret.getBytes(StandardCharsets.UTF_8).length;
        if (length > 0 && (length < SHORTEST || length > LONGEST)) {
            throw new IllegalArgumentException(
                    "rhannu.web-client.secret has " + SHORTEST + " to " + LONGEST + " bytes, and not " + length);
        }
    }

    /** Where there is no secret, of one that nobody knows. */
    String hash(PasswordEncoder encoder) {
        String known = secret;
        if (known.isEmpty()) {
            log.warn("rhannu.web-client.secret is not set: nobody can sign in with a browser at the gateway");
            byte[] bytes = new byte[SHORTEST];
            new SecureRandom().nextBytes(bytes);
            known = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
        return String.valueOf(encoder.encode(known));
    }

    /** It is secret. */
    @Override
    public String toString() {
        return "WebClientSettings[]";
    }
}
