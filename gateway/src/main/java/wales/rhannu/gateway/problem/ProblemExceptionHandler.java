package wales.rhannu.gateway.problem;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.HtmlUtils;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerResponse;
import wales.rhannu.gateway.RequestTrace;

/**
 * Says every error of the gateway: as problem details (RFC 9457) in the language asked for, or to a browser that wants a page,
 * as the error page.
 */
@Component
@Order(-2)
class ProblemExceptionHandler implements ErrorWebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemExceptionHandler.class);

    private static final Locale WELSH = Locale.forLanguageTag("cy");
    private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, WELSH);

    private final ErrorPage page;

    ProblemExceptionHandler(@Value("${rhannu.security.issuer}") URI address) {
        this.page = new ErrorPage(HtmlUtils.htmlEscape(address.toString()));
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return cutOff(exchange, error);
        }
        Problem problem = problem(exchange, error);
        if (problem == Problem.FAILED) {
            RequestTrace.within(exchange, () -> log.error("A request failed", error));
        }
        response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
        HttpHeaders headers = response.getHeaders();
        headers.clearContentHeaders();
        headers.setCacheControl("no-store");
        if (problem.passes()) {
            long seconds = error instanceof ProblemException refused ? refused.retryAfterSeconds() : 0;
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds)));
        }
        byte[] body = ErrorPage.isFor(exchange.getRequest())
                ? page.of(problem, headers)
                : details(
                        problem, unknownParameters(error), exchange.getRequest().getHeaders(), headers);
        headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.ACCEPT_LANGUAGE);
        headers.setContentLength(body.length);
        if (exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
            return response.setComplete();
        }
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static List<String> unknownParameters(Throwable error) {
        return error instanceof ProblemException refused ? refused.unknownParameters() : List.of();
    }

    private static byte[] details(Problem problem, List<String> unknown, HttpHeaders asked, HttpHeaders headers) {
        boolean welsh = isWelsh(asked.getFirst(HttpHeaders.ACCEPT_LANGUAGE));
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.set(HttpHeaders.CONTENT_LANGUAGE, welsh ? "cy" : "en");
        return problem.json(welsh, unknown).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * An answer that broke off in the middle, because its reader left or its service died, cannot be told of any more. Its
     * connection ends without the answer's end, so that a reader who is still there knows that there was more.
     */
    private static Mono<Void> cutOff(ServerWebExchange exchange, Throwable error) {
        Level level = isOfConnection(error) ? Level.DEBUG : Level.WARN;
        RequestTrace.within(exchange, () -> log.atLevel(level)
                .log("The answer to {} broke off: {}", exchange.getRequest().getPath(), error.toString()));
        if (ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse())
                instanceof HttpServerResponse answer) {
            answer.withConnection(connection -> connection.channel().close());
            return Mono.empty();
        }
        return Mono.error(error);
    }

    /**
     * Whether an answer broke off for a usual cause: a client that disconnected, or a service that restarts. Other causes are
     * logged as faults.
     */
    private static boolean isOfConnection(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof IOException
                    || each instanceof AbortedException
                    || each instanceof TimeoutException
                    || each instanceof io.netty.handler.timeout.TimeoutException
                    || each instanceof ProblemException) {
                return true;
            }
        }
        return false;
    }

    private static Problem problem(ServerWebExchange exchange, Throwable error) {
        Problem decided = ProblemException.decided(exchange);
        if (decided != null) {
            return decided;
        }
        if (error instanceof ProblemException refused) {
            return refused.problem();
        }
        if (error instanceof ErrorResponse response) {
            return Problem.ofStatus(response.getStatusCode().value());
        }
        return Problem.FAILED;
    }

    /** Before any filter, too. */
    @Bean
    static NettyServerCustomizer emptyRefusals() {
        return server -> server.doOnChannelInit((observer, channel, remote) -> channel.pipeline()
                .addAfter(NettyPipeline.HttpCodec, EmptyRefusals.class.getName(), new EmptyRefusals()));
    }

    /** Welsh if Accept-Language prefers it to English; an invalid header is ignored. */
    static boolean isWelsh(@Nullable String acceptLanguage) {
        try {
            return acceptLanguage != null
                    && WELSH.equals(Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), LANGUAGES));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
