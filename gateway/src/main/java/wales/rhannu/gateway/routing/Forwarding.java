package wales.rhannu.gateway.routing;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import wales.rhannu.gateway.edge.ForwardedHeaders;

/**
 * Sends a request to its service and takes the beginning of the answer, in the place of Spring Cloud Gateway's own filters for
 * that, which cost as much as all the rest: each header is copied once, no address is made into parts and back, and the only
 * timer is the connection's.
 */
@Component
class Forwarding implements GlobalFilter, Ordered {

    private final HttpClient client;
    private final HttpClient patient;
    private final ForwardedHeaders headers;
    private final Map<URI, String> bases = new ConcurrentHashMap<>();

    Forwarding(HttpClient client, HttpClientProperties properties, ForwardedHeaders headers) {
        Integer connectTimeout = properties.getConnectTimeout();
        Duration responseTimeout = properties.getResponseTimeout();
        this.patient =
                connectTimeout == null ? client : client.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeout);
        this.client = responseTimeout == null ? patient : patient.responseTimeout(responseTimeout);
        this.headers = headers;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Route route = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        ServerHttpRequest request = exchange.getRequest();
        boolean timed = !route.getMetadata().containsKey(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR);
        HttpClient.ResponseReceiver<?> sent = send(
                timed ? client : patient,
                HttpMethod.valueOf(request.getMethod().name()),
                address(route.getUri(), request.getURI()),
                exchange);
        return sent.responseConnection((answer, connection) -> begin(answer, connection, timed, exchange))
                .then();
    }

    private HttpClient.ResponseReceiver<?> send(
            HttpClient client, HttpMethod method, String address, ServerWebExchange exchange) {
        if (isWithoutBody(exchange.getRequest().getHeaders(), method)) {
            return client.request(method).uri(address).send((request, outbound) -> {
                headers.write(exchange, request.requestHeaders());
                return outbound;
            });
        }
        // how the body is sent is decided by its length, before the request is written
        Flux<DataBuffer> body = exchange.getRequest().getBody();
        return client.headers(to -> headers.write(exchange, to))
                .request(method)
                .uri(address)
                .send((request, outbound) -> outbound.send(body.map(NettyDataBufferFactory::toByteBuf)));
    }

    private static boolean isWithoutBody(HttpHeaders headers, HttpMethod method) {
        return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
                && !headers.containsHeader(HttpHeaders.CONTENT_LENGTH)
                && !headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    private static Publisher<Void> begin(
            HttpClientResponse answer, Connection connection, boolean timed, ServerWebExchange exchange) {
        if (timed) {
            // it is for the beginning; what has begun may take its time
            connection.removeHandler(NettyPipeline.ResponseTimeoutHandler);
        }
        AnswerWriter.begin(answer, connection, exchange);
        return Mono.empty();
    }

    private String address(URI service, URI asked) {
        String base = bases.computeIfAbsent(service, it -> it.getScheme() + "://" + it.getRawAuthority());
        String path = asked.getRawPath();
        if (path.contains("//")) {
            path = path.replaceAll("/{2,}", "/");
        }
        String query = asked.getRawQuery();
        String address = query == null ? base + path : base + path + '?' + query;
        for (int i = base.length(); i < address.length(); i++) {
            if (address.charAt(i) > 0x7e) {
                return URI.create(address).toASCIIString();
            }
        }
        return address;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
