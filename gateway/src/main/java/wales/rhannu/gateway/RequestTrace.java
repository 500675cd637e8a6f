package wales.rhannu.gateway;

import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;

/** The trace that a request belongs to: the client's, or one that begins here. */
public final class RequestTrace {

    private RequestTrace() {}

    /** What a service continues, as {@code traceparent} (W3C Trace Context); null when nothing is traced. */
    public static @Nullable String parent(ServerWebExchange exchange) {
        TraceContext trace = trace(exchange);
        if (trace == null) {
            return null;
        }
        String sampled = Boolean.TRUE.equals(trace.sampled()) ? "-01" : "-00";
        return "00-" + trace.traceId() + "-" + trace.spanId() + sampled;
    }

    /**
     * Puts the trace's ids on what is logged. A request hops from thread to thread; carrying the ids along everywhere
     * would cost more than the rest of the gateway, and it hardly logs.
     */
    public static void within(ServerWebExchange exchange, Runnable logging) {
        TraceContext trace = trace(exchange);
        if (trace == null) {
            logging.run();
            return;
        }
        try (var traceId = MDC.putCloseable("traceId", trace.traceId());
                var spanId = MDC.putCloseable("spanId", trace.spanId())) {
            logging.run();
        }
    }

    private static @Nullable TraceContext trace(ServerWebExchange exchange) {
        Optional<ServerRequestObservationContext> observed =
                ServerRequestObservationContext.findCurrent(exchange.getAttributes());
        TracingContext tracing = observed.isEmpty() ? null : observed.get().get(TracingContext.class);
        return tracing == null || tracing.getSpan() == null
                ? null
                : tracing.getSpan().context();
    }
}
