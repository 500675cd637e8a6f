package wales.rhannu.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an operator sets.
 *
 * @param services base addresses of each service by its name: one for each instance
 * @param routes path patterns of each service by its name
 * @param hosts under which the platform answers besides its own address, each a host, {@code host:port} or {@code host:*}
 * @param trustedProxies regular expression of the addresses whose forwarding headers are believed; none by default
 */
@ConfigurationProperties("rhannu")
public record GatewaySettings(
        Map<String, List<URI>> services,
        Map<String, List<String>> routes,
        @DefaultValue List<String> hosts,
        @DefaultValue("") String trustedProxies,
        @DefaultValue Limits limits,
        @DefaultValue Circuit circuit,
        @DefaultValue Status status) {

    public GatewaySettings {
        services.forEach((service, addresses) -> {
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("rhannu.services." + service + " has no address");
            }
        });
    }

    /** The address of a service in routes; a connection to it goes to one of its instances. */
    public Optional<URI> address(String service) {
        return Optional.ofNullable(services.get(service)).map(addresses -> addresses.get(0));
    }

    /**
     * How much one client may ask for.
     *
     * @param requestsPerSecond lasting rate per token, and per address for those who show none
     * @param burst how many at once
     * @param addressFactor how many times that one address may have over all its tokens, so that inventing tokens gains little
     * @param clients how many clients are remembered at most
     * @param drain how much of a refused body is read, past the limit, so that its sender can read the answer
     */
    public record Limits(
            @DefaultValue("50") long requestsPerSecond,
            @DefaultValue("100") long burst,
            @DefaultValue("10") long addressFactor,
            @DefaultValue("100000") long clients,
            @DefaultValue("1MB") DataSize body,
            @DefaultValue("64MB") DataSize importBody,
            @DefaultValue("64MB") DataSize drain,
            @DefaultValue("30s") Duration drainFor) {}

    /**
     * When a service that does not answer is left alone.
     *
     * @param calls of how many latest calls the share of failures is taken
     * @param minimumCalls how many calls there must be before it opens
     * @param failureRate share of failures in per cent that opens it
     * @param openFor how long it stays open before a few calls try again
     */
    public record Circuit(
            @DefaultValue("20") int calls,
            @DefaultValue("5") int minimumCalls,
            @DefaultValue("50") float failureRate,
            @DefaultValue("2s") Duration openFor) {}

    /** How long a service may take to answer a readiness check. */
    public record Status(@DefaultValue("800ms") Duration timeout) {}
}
