package wales.rhannu.gateway.routing;

import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

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
    Mono<ResponseEntity<Status>> status() {
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
