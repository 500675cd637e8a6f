package wales.rhannu.gateway.edge;

import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import wales.rhannu.gateway.GatewaySettings;
import wales.rhannu.gateway.problem.Problem;
import wales.rhannu.gateway.problem.ProblemException;

/**
 * How large a request may be. A body that is too large is read to its end before the refusal, within bounds: answering early
 * would reset the connection before the sender has read why.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class BodyLimitFilter implements WebFilter {

    private final GatewaySettings.Limits limits;

    BodyLimitFilter(GatewaySettings settings) {
        this.limits = settings.limits();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        long length = headers.getContentLength();
        if (length == 0 || (length < 0 && !headers.containsHeader(HttpHeaders.TRANSFER_ENCODING))) {
            return chain.filter(exchange);
        }
        long most = most(exchange.getRequest().getURI().getRawPath());
        if (length > most) {
            ProblemException.decide(exchange, Problem.TOO_LARGE);
            return drained(exchange).then(Mono.error(new ProblemException(Problem.TOO_LARGE)));
        }
        return chain.filter(exchange.mutate()
                .request(new ServerHttpRequestDecorator(exchange.getRequest()) {
                    @Override
                    public Flux<DataBuffer> getBody() {
                        // a sender that goes away in the middle is no fault of the service
                        return limited(
                                super.getBody().onErrorMap(gone -> new ProblemException(Problem.MALFORMED)),
                                most,
                                exchange);
                    }
                })
                .build());
    }

    private Mono<Void> drained(ServerWebExchange exchange) {
        var read = new AtomicLong();
        long most = limits.drain().toBytes();
        return exchange.getRequest()
                .getBody()
                .takeUntil(buffer -> read.addAndGet(buffer.readableByteCount()) > most)
                .doOnNext(DataBufferUtils::release)
                .then()
                .timeout(limits.drainFor())
                .onErrorComplete();
    }

    private Flux<DataBuffer> limited(Flux<DataBuffer> body, long most, ServerWebExchange exchange) {
        var read = new AtomicLong();
        long end = most + limits.drain().toBytes();
        return body.<DataBuffer>handle((buffer, sink) -> {
                    long total = read.addAndGet(buffer.readableByteCount());
                    if (total <= most) {
                        sink.next(buffer);
                        return;
                    }
                    ProblemException.decide(exchange, Problem.TOO_LARGE);
                    DataBufferUtils.release(buffer);
                    if (total > end) {
                        sink.error(new ProblemException(Problem.TOO_LARGE));
                    }
                })
                .concatWith(Mono.defer(
                        () -> read.get() > most ? Mono.error(new ProblemException(Problem.TOO_LARGE)) : Mono.empty()));
    }

    private long most(String path) {
        boolean importing = path.equals("/api/v1/case-study-imports") || path.startsWith("/api/v1/case-study-imports/");
        return (importing ? limits.importBody() : limits.body()).toBytes();
    }
}
