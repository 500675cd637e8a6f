package wales.rhannu.gateway.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.http.server.HttpServerRequest;
import wales.rhannu.gateway.RequestTrace;

/** What a service is told: the client's headers, who the client is, and the trace that the request belongs to. */
@Component
public class ForwardedHeaders {

    private static final String TRACEPARENT = "traceparent";
    private static final Pattern WELL_FORMED =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private final ClientResolver clients;

    ForwardedHeaders(ClientResolver clients) {
        this.clients = clients;
    }

    /** Sets these headers, replacing those that the connection to the service has set by itself. */
    public void write(ServerWebExchange exchange, HttpHeaders to) {
        ServerHttpRequest request = exchange.getRequest();
        for (CharSequence byItself : List.of(HttpHeaderNames.ACCEPT, HttpHeaderNames.USER_AGENT)) {
            if (request.getHeaders().containsHeader(byItself.toString())) {
                to.remove(byItself);
            }
        }
        if (EdgeFilter.hasHeadersAsSent(exchange)) {
            HttpServerRequest original = ServerHttpRequestDecorator.getNativeRequest(request);
            HttpHeaders sent = original.requestHeaders();
            ConnectionHeaders dropped = ConnectionHeaders.of(sent);
            for (Iterator<Map.Entry<CharSequence, CharSequence>> all = sent.iteratorCharSequence(); all.hasNext(); ) {
                Map.Entry<CharSequence, CharSequence> header = all.next();
                if (isPassedOn(header.getKey(), dropped)) {
                    to.add(header.getKey(), header.getValue());
                }
            }
        } else {
            ConnectionHeaders dropped =
                    ConnectionHeaders.of(request.getHeaders().getOrEmpty("Connection"));
            request.getHeaders().forEach((name, values) -> {
                if (isPassedOn(name, dropped)) {
                    to.add(name, values);
                }
            });
        }
        clients.forward(request, to::set);
        trace(exchange, to);
    }

    private static boolean isPassedOn(CharSequence name, ConnectionHeaders dropped) {
        return !dropped.contains(name)
                && !HttpHeaderNames.HOST.contentEqualsIgnoreCase(name)
                && !ClientResolver.speaksOfClient(name);
    }

    private static void trace(ServerWebExchange exchange, HttpHeaders to) {
        if (to.contains("tracestate") && !wellFormed(to.get(TRACEPARENT))) {
            to.remove("tracestate");
        }
        String trace = RequestTrace.parent(exchange);
        if (trace != null) {
            to.set(TRACEPARENT, trace);
        }
    }

    static boolean wellFormed(@Nullable String trace) {
        return trace != null && WELL_FORMED.matcher(trace).matches();
    }
}
