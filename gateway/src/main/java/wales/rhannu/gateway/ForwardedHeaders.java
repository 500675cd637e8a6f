package wales.rhannu.gateway;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** The last word on what a service is told of the client, and the trace that a request belongs to. */
@Component
class ForwardedHeaders implements HttpHeadersFilter, Ordered {

    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private final Clients clients;

    ForwardedHeaders(Clients clients) {
        this.clients = clients;
    }

    @Override
    public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
        var headers = new HttpHeaders();
        headers.putAll(input);
        clients.forward(exchange.getRequest(), headers);
        String trace = headers.getFirst("traceparent");
        if (!wellFormed(trace)) {
            headers.remove("tracestate");
            headers.set("traceparent", newTrace());
        }
        return headers;
    }

    static boolean wellFormed(@Nullable String trace) {
        return trace != null && TRACEPARENT.matcher(trace).matches();
    }

    /** Not sampled: it only ties the log lines of one request together. */
    private static String newTrace() {
        var random = ThreadLocalRandom.current();
        return String.format(
                Locale.ROOT,
                "00-%016x%016x-%016x-00",
                random.nextLong(1, Long.MAX_VALUE),
                random.nextLong(),
                random.nextLong(1, Long.MAX_VALUE));
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
