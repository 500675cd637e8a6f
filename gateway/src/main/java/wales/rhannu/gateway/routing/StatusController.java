package wales.rhannu.gateway.routing;

import java.util.Map;
import java.util.Set;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import wales.rhannu.gateway.problem.ProblemException;

/** Which services answer. */
@RestController
class StatusController {

    /** {@code up} when all services are, otherwise {@code degraded}. */
    record Status(String status, Map<String, Readiness.Service> services) {}

    private final Readiness readiness;

    StatusController(Readiness readiness) {
        this.readiness = readiness;
    }

    @GetMapping("/api/v1/status")
    Mono<ResponseEntity<Status>> status(ServerWebExchange exchange) {
        Set<String> parameters = exchange.getRequest().getQueryParams().keySet();
        if (!parameters.isEmpty()) {
            return Mono.error(ProblemException.ofUnknown(parameters));
        }
        return readiness
                .latest()
                .map(services -> new Status(
                        services.values().stream()
                                        .allMatch(service -> service.state().equals("up"))
                                ? "up"
                                : "degraded",
                        services))
                .map(status ->
                        ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(status));
    }
}
