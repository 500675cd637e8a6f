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
class ForwardingFilter implements GlobalFilter, Ordered {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final HttpClient client;
    private final HttpClientProperties properties;
    private final ForwardedHeaders headers;
    /** Of each route one that has its address, so that none is made into parts for a request. */
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    ForwardingFilter(HttpClient client, HttpClientProperties properties, ForwardedHeaders headers) {
        Integer connectTimeout = properties.getConnectTimeout();
        this.client =
                connectTimeout == null ? client : client.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeout);
        this.properties = properties;
        this.headers = headers;
    }

    private HttpClient clientOf(Route route) {
        URI uri = route.getUri();
        boolean secure = "https".equals(uri.getScheme());
        HttpClient own = client.host(uri.getHost()).port(uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS : HTTP);
        if (!secure) {
            own = own.noSSL();
        } else if (own.configuration().sslProvider() == null) {
            own = own.secure();
        }
        Duration limit = properties.getResponseTimeout();
        if (limit == null || route.getMetadata().containsKey(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR)) {
            return own;
        }
        return own.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addAfter(NettyPipeline.HttpCodec, null, new ResponseTimeoutHandler(limit)));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Route route = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        ServerHttpRequest request = exchange.getRequest();
        HttpClient.ResponseReceiver<?> sent = send(
                clients.computeIfAbsent(route.getId(), id -> clientOf(route)),
                HttpMethod.valueOf(request.getMethod().name()),
                target(request.getURI()),
                exchange);
        return sent.responseConnection((answer, connection) -> begin(answer, connection, exchange))
                .then();
    }

    private HttpClient.ResponseReceiver<?> send(
            HttpClient client, HttpMethod method, String target, ServerWebExchange exchange) {
        if (isWithoutBody(exchange.getRequest().getHeaders(), method)) {
            return client.request(method).uri(target).send((request, outbound) -> {
                headers.write(exchange, request.requestHeaders());
                return outbound;
            });
        }
        // how the body is sent is decided by its length, before the request is written
        Flux<DataBuffer> body = exchange.getRequest().getBody();
        return client.headers(to -> headers.write(exchange, to))
                .request(method)
                .uri(target)
                .send((request, outbound) -> outbound.send(body.map(NettyDataBufferFactory::toByteBuf)));
    }

    private static boolean isWithoutBody(HttpHeaders headers, HttpMethod method) {
        return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
                && !headers.containsHeader(HttpHeaders.CONTENT_LENGTH)
                && !headers.containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }

    private static Publisher<Void> begin(HttpClientResponse answer, Connection connection, ServerWebExchange exchange) {
        ResponseWriteFilter.begin(answer, connection, exchange);
        return Mono.empty();
    }

    private static String target(URI asked) {
        String path = asked.getRawPath();
        if (path.contains("//")) {
            path = path.replaceAll("/{2,}", "/");
        }
        String query = asked.getRawQuery();
        String target = query == null ? path : path + '?' + query;
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) > 0x7e) {
                return URI.create(target).toASCIIString();
            }
        }
        return target;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
