package wales.rhannu.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResponseTimeoutHandlerTests {

    private final EmbeddedChannel channel = new EmbeddedChannel(new ResponseTimeoutHandler(Duration.ofSeconds(30)));

    ResponseTimeoutHandlerTests() {
        channel.freezeTime();
    }

    private void after(long seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    private void asked() {
        channel.writeOutbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    }

    private void answered() {
        channel.writeInbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    }

    private void isTimedOut() {
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(channel::checkException).isInstanceOf(ReadTimeoutException.class);
    }

    @Test
    void aRequestThatIsNotAnsweredInTimeFails() {
        asked();
        after(29);
        assertThat(channel.isOpen()).isTrue();
        after(1);
        isTimedOut();
    }

    @Test
    void anAnswerThatHasBegunMayTakeItsTime() {
        asked();
        after(29);
        answered();
        after(600);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void eachRequestHasItsOwnTimeOnOneConnection() {
        for (int i = 0; i < 5; i++) {
            asked();
            after(20);
            assertThat(channel.isOpen()).isTrue();
            answered();
        }
        asked();
        after(29);
        assertThat(channel.isOpen()).isTrue();
        after(1);
        isTimedOut();
    }

    @Test
    void theTimeBeginsWhenTheRequestWasSentWhole() {
        channel.writeOutbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/"));
        after(100);
        assertThat(channel.isOpen()).isTrue();
        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        after(30);
        isTimedOut();
    }

    @Test
    void anAnswerMayBeginBeforeTheRequestWasSentWhole() {
        channel.writeOutbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/"));
        answered();
        channel.writeOutbound(LastHttpContent.EMPTY_LAST_CONTENT);
        after(600);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void beingToldToGoOnIsNoAnswer() {
        asked();
        channel.writeInbound(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        after(30);
        isTimedOut();
    }

    @Test
    void aConnectionThatIsDoneWithLeavesNoTimer() {
        asked();
        answered();
        channel.close();
        channel.runPendingTasks();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }
}
