package wales.rhannu.gateway.routing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import wales.rhannu.gateway.GatewaySettings;

/** Which services are ready, and which of their instances; instances that are not ready get no requests. */
@Component
public class Readiness implements SmartLifecycle {

    private static final Duration EVERY = Duration.ofSeconds(1);

    /**
     * A service as seen from here.
     *
     * @param state {@code up}, or {@code down} when it is not ready or silent, in all its instances
     * @param instances absent where there is one
     */
    public record Service(
            String state, String circuit, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Ready instances) {

        public Service(String state, String circuit) {
            this(state, circuit, null);
        }
    }

    /** How many instances are ready, of how many. */
    public record Ready(int up, int of) {}

    private final GatewaySettings settings;
    private final CircuitBreakerFilter circuits;
    private final Instances instances;
    private final HttpClient client;
    private final Mono<Map<String, Service>> latest;
    private Disposable watching = Disposables.disposed();

    Readiness(GatewaySettings settings, CircuitBreakerFilter circuits, Instances instances) {
        this.settings = settings;
        this.circuits = circuits;
        this.instances = instances;
        this.client = HttpClient.create(ConnectionProvider.create("status", 4))
                .responseTimeout(settings.status().timeout());
        // many may ask at once; the services are asked once a second
        this.latest = Mono.defer(this::ask).cache(EVERY);
    }

    /** All services by name, not older than a second. */
    public Mono<Map<String, Service>> latest() {
        return latest;
    }

    private Mono<Map<String, Service>> ask() {
        return Flux.fromIterable(settings.services().entrySet())
                .flatMap(service -> seen(service.getKey(), service.getValue().get(0))
                        .map(seen -> Map.entry(service.getKey(), seen)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, TreeMap::new);
    }

    private Mono<Service> seen(String service, URI address) {
        RoundRobin rota = instances.several().get(service);
        if (rota == null) {
            return ready(address).map(up -> new Service(up ? "up" : "down", circuits.state(service)));
        }
        // as requests are sent
        int in = rota.in();
        return Mono.just(new Service(
                in > 0 ? "up" : "down",
                circuits.state(service),
                new Ready(in, rota.instances().size())));
    }

    private Mono<Boolean> ready(URI instance) {
        return client.get()
                .uri(instance.resolve("/actuator/health/readiness"))
                .responseSingle((response, body) ->
                        body.then(Mono.just(response.status().code() == 200)))
                .timeout(settings.status().timeout())
                .onErrorReturn(false);
    }

    @Override
    public void start() {
        List<RoundRobin.Instance> watched = instances.several().values().stream()
                .flatMap(rota -> rota.instances().stream())
                .toList();
        if (!watched.isEmpty()) {
            watching = Flux.interval(Duration.ZERO, EVERY)
                    .onBackpressureDrop()
                    .concatMap(tick -> Flux.fromIterable(watched)
                            .flatMap(instance -> ready(instance.address()).doOnNext(up -> instance.set(!up))))
                    .subscribe();
        }
    }

    @Override
    public void stop() {
        watching.dispose();
    }

    @Override
    public boolean isRunning() {
        return !watching.isDisposed();
    }

    /** Started last and stopped first, because event loops do not end while this uses them. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
