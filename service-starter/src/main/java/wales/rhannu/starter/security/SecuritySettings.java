package wales.rhannu.starter.security;

import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose tokens a service takes.
 *
 * @param issuer {@code iss} of every token, and the platform's own address
 * @param audience one of {@code aud} of every token
 * @param jwksUri where the issuer's public keys are
 * @param open what takes no token, each as {@code METHOD /path/**}
 */
@ConfigurationProperties("rhannu.security")
record SecuritySettings(
        @DefaultValue("http://localhost:8080") String issuer,
        @DefaultValue("rhannu") String audience,
        @DefaultValue("http://localhost:8081/oauth2/jwks") URI jwksUri,
        @DefaultValue List<String> open) {}
