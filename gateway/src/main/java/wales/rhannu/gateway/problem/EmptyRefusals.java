package wales.rhannu.gateway.problem;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the server refuses before any filter, since it cannot read a request's line or headers (400, 414, 431), has no body: here
 * it becomes a problem detail.
 */
final class EmptyRefusals extends ChannelDuplexHandler {

    private @Nullable String language;
    private boolean hasBody = true;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            language = request.headers().get(HttpHeaderNames.ACCEPT_LANGUAGE);
            hasBody = !request.method().equals(HttpMethod.HEAD);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (hasBody && message instanceof FullHttpResponse answer && isBare(answer)) {
            context.write(told(context, answer), promise);
        } else {
            context.write(message, promise);
        }
    }

    private static boolean isBare(FullHttpResponse answer) {
        return answer.status().code() >= 400
                && !answer.content().isReadable()
                && !answer.headers().contains(HttpHeaderNames.CONTENT_TYPE);
    }

    private FullHttpResponse told(ChannelHandlerContext context, FullHttpResponse answer) {
        boolean welsh = ProblemExceptionHandler.isWelsh(language);
        ByteBuf body = context.alloc().buffer();
        body.writeCharSequence(Problem.ofStatus(answer.status().code()).json(welsh), StandardCharsets.UTF_8);
        FullHttpResponse told = new DefaultFullHttpResponse(
                answer.protocolVersion(),
                answer.status(),
                body,
                answer.headers().copy(),
                answer.trailingHeaders().copy());
        answer.release();
        told.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LANGUAGE, welsh ? "cy" : "en")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return told;
    }
}
