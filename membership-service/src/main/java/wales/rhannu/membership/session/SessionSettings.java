package wales.rhannu.membership.session;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long people stay signed in.
 *
 * @param idle a session ends when no token was given in it for this long
 * @param longest a session ends after this, however much it is used
 */
@ConfigurationProperties("rhannu.sessions")
public record SessionSettings(@DefaultValue("4h") Duration idle, @DefaultValue("12h") Duration longest) {}
