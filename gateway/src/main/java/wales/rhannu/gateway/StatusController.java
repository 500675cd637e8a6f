package wales.rhannu.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Which services answer. */
@RestController
class StatusController {

    /** A service as seen from here: {@code up}, or {@code down} when it is not ready or silent. */
    record Service(String state, String circuit) {}

    /** {@code up} when all services are, otherwise {@code degraded}. */
    record Status(String status, Map<String, Service> services) {}

    private final GatewaySettings settings;
    private final Circuits circuits;
    private final HttpClient client;
    private final Mono<Status> latest;

    StatusController(GatewaySettings settings, Circuits circuits) {
        this.settings = settings;
        this.circuits = circuits;
        this.client = HttpClient.create(ConnectionProvider.create("status", 4))
                .responseTimeout(settings.status().timeout());
        // many may ask at once; the services are asked once a second
        this.latest = Mono.defer(this::ask).cache(Duration.ofSeconds(1));
    }

    @GetMapping("/api/v1/status")
    Mono<ResponseEntity<Status>> status() {
        return latest.map(status ->
                ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(status));
    }

    private Mono<Status> ask() {
        return Flux.fromIterable(settings.services().entrySet())
                .flatMap(service -> ready(service.getValue())
                        .map(up -> Map.entry(
                                service.getKey(), new Service(up ? "up" : "down", circuits.state(service.getKey())))))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, () -> new TreeMap<>())
                .map(services -> new Status(
                        services.values().stream()
                                        .allMatch(service -> service.state().equals("up"))
                                ? "up"
                                : "degraded",
                        services));
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
