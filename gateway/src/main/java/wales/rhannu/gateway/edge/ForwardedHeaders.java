package wales.rhannu.gateway.edge;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import wales.rhannu.gateway.Traces;

/** The last word on what a service is told of the client, and the trace that a request belongs to. */
@Component
class ForwardedHeaders implements HttpHeadersFilter, Ordered {

    private static final String TRACEPARENT = "traceparent";
    private static final Pattern WELL_FORMED =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private final Clients clients;

    ForwardedHeaders(Clients clients) {
        this.clients = clients;
    }

    @Override
    public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
        var headers = new HttpHeaders();
        input.forEach((name, values) -> {
            if (!Clients.speaksOfClient(name)) {
                headers.put(name, values);
            }
        });
        clients.forward(exchange.getRequest(), headers);
        if (!wellFormed(headers.getFirst(TRACEPARENT))) {
            headers.remove("tracestate");
        }
        String trace = Traces.parent(exchange);
        if (trace != null) {
            headers.set(TRACEPARENT, trace);
        }
        return headers;
    }

    static boolean wellFormed(@Nullable String trace) {
        return trace != null && WELL_FORMED.matcher(trace).matches();
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
