package wales.rhannu.partner.catalogue;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the platform is.
 *
 * @param issuer the platform's address, which is also {@code iss} of every token
 */
@ConfigurationProperties("rhannu.security")
record PlatformSettings(@DefaultValue("http://localhost:8080") URI issuer) {}
