package wales.rhannu.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerResponse;

/** Says every error of the gateway as a problem detail in the language asked for. */
@Component
@Order(-2)
class ProblemAnswers implements ErrorWebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAnswers.class);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return cutOff(exchange, error);
        }
        Problem problem = problem(exchange, error);
        if (problem == Problem.FAILED) {
            Traces.within(exchange, () -> log.error("A request failed", error));
        }
        response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
        HttpHeaders headers = response.getHeaders();
        headers.clearContentHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setCacheControl("no-store");
        headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
        if (problem == Problem.TOO_MANY_REQUESTS || problem == Problem.UNAVAILABLE) {
            long seconds = error instanceof Refused refused ? refused.retryAfterSeconds() : 0;
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds)));
        }
        boolean welsh = welsh(exchange.getRequest().getHeaders());
        headers.set(HttpHeaders.CONTENT_LANGUAGE, welsh ? "cy" : "en");
        byte[] body = problem.json(welsh).getBytes(StandardCharsets.UTF_8);
        headers.setContentLength(body.length);
        if (exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
            return response.setComplete();
        }
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /**
     * An answer that broke off in the middle, because its reader left or its service died, cannot be told of any more. Its
     * connection ends without the answer's end, so that a reader who is still there knows that there was more.
     */
    private static Mono<Void> cutOff(ServerWebExchange exchange, Throwable error) {
        Level level = isOfConnection(error) ? Level.DEBUG : Level.WARN;
        Traces.within(exchange, () -> log.atLevel(level)
                .log("The answer to {} broke off: {}", exchange.getRequest().getPath(), error.toString()));
        if (ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse())
                instanceof HttpServerResponse answer) {
            answer.withConnection(connection -> connection.channel().close());
            return Mono.empty();
        }
        return Mono.error(error);
    }

    /** Readers leave and services restart all the time; what else breaks an answer off is a fault that somebody must see. */
    private static boolean isOfConnection(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof IOException
                    || each instanceof AbortedException
                    || each instanceof TimeoutException
                    || each instanceof io.netty.handler.timeout.TimeoutException
                    || each instanceof Refused) {
                return true;
            }
        }
        return false;
    }

    private static Problem problem(ServerWebExchange exchange, Throwable error) {
        if (BodyLimit.exceeded(exchange)) {
            return Problem.TOO_LARGE;
        }
        if (error instanceof Refused refused) {
            return refused.problem();
        }
        if (error instanceof ErrorResponse response) {
            return Problem.ofStatus(response.getStatusCode().value());
        }
        return Problem.FAILED;
    }

    /** Welsh when it is asked for before English; a header that cannot be read asks for nothing. */
    private static boolean welsh(HttpHeaders headers) {
        try {
            List<Locale> locales = headers.getAcceptLanguageAsLocales();
            for (Locale locale : locales) {
                if (locale.getLanguage().equals("cy")) {
                    return true;
                }
                if (locale.getLanguage().equals("en")) {
                    return false;
                }
            }
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
        return false;
    }
}
