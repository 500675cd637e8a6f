package wales.rhannu.gateway.routing;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.Map;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerResponse;
import wales.rhannu.gateway.edge.ConnectionHeaders;
import wales.rhannu.gateway.edge.SecurityHeaders;

/** Passes a service's answer on: status and headers as soon as they arrive, then the body as a stream. */
@Component
class ResponseWriteFilter implements GlobalFilter, Ordered {

    private static final String BEGUN = ResponseWriteFilter.class.getName() + ".begun";

    /** An answer whose status and headers have arrived. */
    private record Begun(HttpClientResponse answer, Connection connection) {}

    /**
     * The answer has begun: its status is known, and nothing of it is sent yet. Whoever sends the request again gets another one, of
     * which alone the rest is passed on.
     */
    static void begin(HttpClientResponse answer, Connection connection, ServerWebExchange exchange) {
        Begun before = (Begun) exchange.getAttributes().put(BEGUN, new Begun(answer, connection));
        if (before != null) {
            before.connection().dispose();
        }
        exchange.getResponse().setRawStatusCode(answer.status().code());
    }

    private static void copy(HttpHeaders from, HttpHeaders to) {
        SecurityHeaders.leaveTo(from, to);
        ConnectionHeaders dropped = ConnectionHeaders.of(from);
        for (Iterator<Map.Entry<CharSequence, CharSequence>> headers = from.iteratorCharSequence();
                headers.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> header = headers.next();
            if (!dropped.contains(header.getKey()) && !SecurityHeaders.isKeptBack(header.getKey())) {
                to.add(header.getKey(), header.getValue());
            }
        }
        if (to.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            to.remove(HttpHeaderNames.TRANSFER_ENCODING);
        }
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return chain.filter(exchange).then(Mono.defer(() -> write(exchange))).doFinally(end -> {
            if (end != SignalType.ON_COMPLETE) {
                leave(exchange);
            }
        });
    }

    private static Mono<Void> write(ServerWebExchange exchange) {
        Begun begun = exchange.getAttribute(BEGUN);
        if (begun == null) {
            return Mono.empty();
        }
        ServerHttpResponse response = exchange.getResponse();
        HttpServerResponse ours = ServerHttpResponseDecorator.getNativeResponse(response);
        copy(begun.answer().responseHeaders(), ours.responseHeaders());
        NettyDataBufferFactory buffers = (NettyDataBufferFactory) response.bufferFactory();
        Flux<DataBuffer> body = begun.connection().inbound().receive().retain().map(buffers::wrap);
        return isStream(response) ? response.writeAndFlushWith(body.map(Flux::just)) : response.writeWith(body);
    }

    /** What waits for more must not wait for it here. */
    private static boolean isStream(ServerHttpResponse response) {
        String type = response.getHeaders().getFirst("Content-Type");
        return type != null && type.startsWith("text/event-stream");
    }

    /** The client has disconnected, or the answer is complete. */
    private static void leave(ServerWebExchange exchange) {
        Begun begun = exchange.getAttribute(BEGUN);
        if (begun != null) {
            begun.connection().dispose();
        }
    }

    @Override
    public int getOrder() {
        return -1;
    }
}
