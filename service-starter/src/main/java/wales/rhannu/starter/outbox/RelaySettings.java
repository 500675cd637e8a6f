package wales.rhannu.starter.outbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the relay works.
 *
 * @param lease how long its holder may be silent before another instance takes over
 * @param sweep how often it looks for what no write of this process told it of; a quarter as often while nothing waits. An
 *     instance that does not relay looks every ten seconds, whatever is set
 * @param batch how many events one transaction holds at most
 */
@ConfigurationProperties("rhannu.relay")
record RelaySettings(
        @DefaultValue("3s") Duration lease, @DefaultValue("250ms") Duration sweep, @DefaultValue("500") int batch) {}
