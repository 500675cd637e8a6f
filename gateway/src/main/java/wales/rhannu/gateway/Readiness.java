package wales.rhannu.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Which services say that they are ready. */
@Component
public class Readiness {

    /** A service as seen from here: {@code up}, or {@code down} when it is not ready or silent. */
    public record Service(String state, String circuit) {}

    private final GatewaySettings settings;
    private final Circuits circuits;
    private final HttpClient client;
    private final Mono<Map<String, Service>> latest;

    Readiness(GatewaySettings settings, Circuits circuits) {
        this.settings = settings;
        this.circuits = circuits;
        this.client = HttpClient.create(ConnectionProvider.create("status", 4))
                .responseTimeout(settings.status().timeout());
        // many may ask at once; the services are asked once a second
        this.latest = Mono.defer(this::ask).cache(Duration.ofSeconds(1));
    }

    /** All services by name, not older than a second. */
    public Mono<Map<String, Service>> latest() {
        return latest;
    }

    private Mono<Map<String, Service>> ask() {
        return Flux.fromIterable(settings.services().entrySet())
                .flatMap(service -> ready(service.getValue())
                        .map(up -> Map.entry(
                                service.getKey(), new Service(up ? "up" : "down", circuits.state(service.getKey())))))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, TreeMap::new);
    }

    private Mono<Boolean> ready(URI service) {
        return client.get()
                .uri(service.resolve("/actuator/health/readiness"))
                .responseSingle((response, body) ->
                        body.then(Mono.just(response.status().code() == 200)))
                .timeout(settings.status().timeout())
                .onErrorReturn(false);
    }
}
