package wales.rhannu.gateway.routing;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import wales.rhannu.gateway.GatewaySettings;
import wales.rhannu.gateway.problem.Problem;
import wales.rhannu.gateway.problem.ProblemException;

/**
 * Leaves a service alone that does not answer. Only silence counts as failure (no connection, a broken one, a timeout, an answer
 * that is no HTTP): a service that answers 500 is there, and shutting off its other paths would help nobody. Of a service with
 * several instances, the silence of one is not that of the service: {@link Instances} leave that one out.
 */
@Component
class CircuitBreakerFilter implements GlobalFilter, Ordered {

    private final CircuitBreakerRegistry registry;
    private final Duration openFor;
    private final Instances instances;

    CircuitBreakerFilter(GatewaySettings settings, Instances instances, MeterRegistry meters) {
        this.instances = instances;
        var circuit = settings.circuit();
        openFor = circuit.openFor();
        registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowSize(circuit.calls())
                .minimumNumberOfCalls(circuit.minimumCalls())
                .failureRateThreshold(circuit.failureRate())
                .waitDurationInOpenState(openFor)
                .permittedNumberOfCallsInHalfOpenState(2)
                .maxWaitDurationInHalfOpenState(Duration.ofSeconds(10))
                .build());
        for (String service : settings.services().keySet()) {
            Gauge.builder("rhannu.circuit.open", this, circuits -> circuits.isClosed(service) ? 0 : 1)
                    .description("Whether a service is left alone, or only tried")
                    .tag("service", service)
                    .register(meters);
        }
    }

    private boolean isClosed(String service) {
        return registry.circuitBreaker(service).getState() == CircuitBreaker.State.CLOSED;
    }

    /** Closed, open or half-open. */
    String state(String service) {
        return registry.circuitBreaker(service)
                .getState()
                .name()
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        if (route == null) {
            return chain.filter(exchange);
        }
        String service = String.valueOf(route.getMetadata().get("service"));
        CircuitBreaker circuit = registry.circuitBreaker(service);
        if (!circuit.tryAcquirePermission()) {
            return Mono.error(unavailable());
        }
        long start = System.nanoTime();
        return chain.filter(exchange)
                .onErrorResume(error -> mayRepeat(exchange, error), error -> chain.filter(exchange))
                .doOnSuccess(answered -> circuit.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS))
                .doOnCancel(circuit::releasePermission)
                .onErrorMap(error -> {
                    if (ProblemException.decided(exchange) != null) {
                        circuit.releasePermission();
                        return new ProblemException(Problem.TOO_LARGE);
                    }
                    if (!silence(error)) {
                        circuit.releasePermission();
                        return error;
                    }
                    if (instances.areToAnswer(service, timeout(error))) {
                        circuit.releasePermission();
                    } else {
                        circuit.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, error);
                    }
                    return timeout(error) ? new ProblemException(Problem.TIMED_OUT) : unavailable();
                });
    }

    /**
     * Who reads may read again (RFC 9110, section 9.2.2), once: an instance that dies breaks the connections that it has, and
     * one that is asked a moment later is sent into them. Where no connection came about, all were tried already.
     */
    private static boolean mayRepeat(ServerWebExchange exchange, Throwable error) {
        ServerHttpRequest request = exchange.getRequest();
        return error instanceof IOException
                && !(error instanceof ConnectException)
                && (HttpMethod.GET.equals(request.getMethod()) || HttpMethod.HEAD.equals(request.getMethod()))
                && request.getHeaders().getContentLength() <= 0
                && !request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING)
                && !exchange.getResponse().isCommitted();
    }

    private ProblemException unavailable() {
        return new ProblemException(Problem.UNAVAILABLE, Math.max(1, openFor.toSeconds()));
    }

    /** An answer that is not valid HTTP counts as no answer. */
    private static boolean silence(Throwable error) {
        return timeout(error) || !(error instanceof ProblemException || error instanceof ErrorResponse);
    }

    private static boolean timeout(Throwable error) {
        return error instanceof TimeoutException
                || error instanceof ReadTimeoutException
                || (error instanceof ResponseStatusException answer
                        && answer.getStatusCode().value() == 504);
    }

    /** Just before the request is sent: what is inside ends with the answer's headers, so a stream counts when it begins. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 1;
    }
}
