package wales.rhannu.gateway.routing;

import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.netty.resources.ConnectionProvider;
import wales.rhannu.gateway.GatewaySettings;

/**
 * The services that have several instances. A service is called by its first address, and which instance a request goes to
 * is decided when a connection is wanted: a gateway to services with one address each has nothing of this in its way.
 */
@Component
public class Instances {

    private final Map<String, RoundRobin> several = new HashMap<>();
    private final Map<SocketAddress, RoundRobin> byFirst = new HashMap<>();

    Instances(GatewaySettings settings) {
        settings.services().forEach((service, addresses) -> {
            if (addresses.size() > 1) {
                RoundRobin rota = new RoundRobin(addresses);
                several.put(service, rota);
                if (byFirst.put(rota.first().socket(), rota) != null) {
                    throw new IllegalArgumentException(
                            addresses.get(0) + " is the first address of two services that have several");
                }
            }
        });
    }

    /** By the service's name. */
    Map<String, RoundRobin> several() {
        return several;
    }

    /** A connection provider that connects to a service's instances in turn. */
    public ConnectionProvider spread(ConnectionProvider connections) {
        return several.isEmpty() ? connections : new InstanceConnections(connections, byFirst);
    }

    /**
     * Whether a request without an answer says nothing of the service, because an instance of it works.
     *
     * @param late whether there was no answer in time, which a service that is too busy may well do in all its instances: it
     *     is put down to one only when one is out
     */
    boolean areToAnswer(@Nullable String service, boolean late) {
        RoundRobin rota = service == null ? null : several.get(service);
        if (rota == null) {
            return false;
        }
        int in = rota.in();
        return in > 0 && (!late || in < rota.instances().size());
    }
}
