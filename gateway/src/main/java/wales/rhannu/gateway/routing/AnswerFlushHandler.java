package wales.rhannu.gateway.routing;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Sends what was written to a client once in each iteration of its event loop, so that the head of an answer and what there is of
 * its body need one system call. Reactor Netty writes no body before the head was sent: it is told so when the head was written.
 * A head that then cannot be sent closes the connection, which whoever writes the body learns.
 */
final class AnswerFlushHandler extends ChannelDuplexHandler {

    private boolean pending;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse && !(message instanceof FullHttpMessage) && !promise.isVoid()) {
            context.write(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
            promise.trySuccess();
        } else {
            context.write(message, promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (pending) {
            return;
        }
        if (context.channel().isWritable() && context.channel().eventLoop() instanceof SingleThreadEventLoop loop) {
            pending = true;
            loop.executeAfterEventLoopIteration(() -> flushPending(context));
        } else {
            context.flush();
        }
    }

    private void flushPending(ChannelHandlerContext context) {
        if (pending) {
            pending = false;
            context.flush();
        }
    }

    /** Who writes waits when much is not sent yet, and must not wait for what waits here. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!context.channel().isWritable()) {
            flushPending(context);
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void disconnect(ChannelHandlerContext context, ChannelPromise promise) {
        flushPending(context);
        context.disconnect(promise);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        flushPending(context);
        context.close(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        flushPending(context);
    }
}
