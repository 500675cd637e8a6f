package wales.rhannu.gateway.routing;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Of a connection to a service: a request that was sent whole has so long until its answer begins. The timer stays when an answer is
 * there and looks again later, since setting one for each request, and taking it away, costs more than all filters.
 */
final class ResponseTimeoutHandler extends ChannelDuplexHandler {

    private final long limit;
    private boolean answered;
    private boolean waits;
    private long since;
    private @Nullable Future<?> timer;

    ResponseTimeoutHandler(Duration limit) {
        this.limit = limit.toNanos();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, promise);
        if (message instanceof HttpRequest) {
            answered = false;
        }
        if (message instanceof LastHttpContent && !answered) {
            waits = true;
            since = context.executor().ticker().nanoTime();
            if (timer == null) {
                look(context, limit);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse answer && answer.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            answered = true;
            waits = false;
        }
        context.fireChannelRead(message);
    }

    private void look(ChannelHandlerContext context, long after) {
        timer = context.executor().schedule(() -> look(context), after, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        timer = null;
        if (!waits) {
            return;
        }
        long left = since + limit - context.executor().ticker().nanoTime();
        if (left > 0) {
            look(context, left);
            return;
        }
        waits = false;
        context.fireExceptionCaught(ReadTimeoutException.INSTANCE);
        context.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
