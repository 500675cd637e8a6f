package wales.rhannu.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.PrematureCloseException;

class ProblemExceptionHandlerTests {

    private final Logger log = (Logger) LoggerFactory.getLogger(ProblemExceptionHandler.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        log.addAppender(logged);
        log.setLevel(Level.DEBUG);
    }

    @AfterEach
    void leave() {
        log.detachAppender(logged);
        log.setLevel(null);
    }

    private static class NotOfNetty extends MockServerHttpResponse {

        @Override
        @SuppressWarnings("unchecked")
        public <T> T getNativeResponse() {
            return (T) this;
        }
    }

    /** What is logged of an answer that had begun when it failed. */
    private ILoggingEvent brokeOff(Throwable error) {
        ServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/api/v1/case-studies"))
                .mutate()
                .response(new NotOfNetty())
                .build();
        exchange.getResponse().setComplete().block();
        new ProblemExceptionHandler(URI.create("https://rhannu.wales"))
                .handle(exchange, error)
                .onErrorComplete()
                .block();
        assertThat(logged.list).hasSize(1);
        return logged.list.get(0);
    }

    static Stream<Throwable> whatEndsConnections() {
        return Stream.of(
                new IOException("Connection reset by peer"),
                new UncheckedIOException(new IOException("Broken pipe")),
                new AbortedException("Connection has been closed"),
                PrematureCloseException.TEST_EXCEPTION,
                new TimeoutException(),
                ReadTimeoutException.INSTANCE,
                new ProblemException(Problem.MALFORMED));
    }

    @ParameterizedTest
    @MethodSource("whatEndsConnections")
    void thatAReaderOrAServiceLeftIsNoWarning(Throwable error) {
        assertThat(brokeOff(error).getLevel()).isEqualTo(Level.DEBUG);
    }

    @Test
    void whateverElseBreaksAnAnswerOffIsOneLineOfWarning() {
        ILoggingEvent line = brokeOff(new IllegalStateException("a filter failed"));

        assertThat(line.getLevel()).isEqualTo(Level.WARN);
        assertThat(line.getFormattedMessage()).contains("/api/v1/case-studies", "a filter failed");
        assertThat(line.getThrowableProxy()).isNull();
    }
}
