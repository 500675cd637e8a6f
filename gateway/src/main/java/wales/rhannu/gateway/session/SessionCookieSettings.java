package wales.rhannu.gateway.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What sessions are kept by.
 *
 * @param key 32 bytes in base64, the same for all replicas; without one a process makes its own, and its sessions end with it
 * @param longest how long a browser keeps a session's cookie: as long as the provider lets a session last
 */
@ConfigurationProperties("rhannu.session")
record SessionCookieSettings(@DefaultValue("") String key, @DefaultValue("12h") Duration longest) {

    /** Hides the secret. */
    @Override
    public String toString() {
        return "SessionSettings[]";
    }
}
