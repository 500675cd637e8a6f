package wales.rhannu.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerFlushHandlerTests {

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final Channel channel = new LocalChannel();

    /** What reaches the socket, and nothing is done there. */
    private final List<String> done = new CopyOnWriteArrayList<>();

    @BeforeEach
    void register() {
        channel.pipeline()
                .addLast(new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                        done.add(message instanceof DefaultHttpResponse ? "head" : "body");
                    }

                    @Override
                    public void flush(ChannelHandlerContext context) {
                        done.add("flush");
                    }

                    @Override
                    public void close(ChannelHandlerContext context, ChannelPromise promise) {
                        done.add("close");
                    }
                })
                .addLast(new AnswerFlushHandler());
        loop.register(channel).syncUninterruptibly();
    }

    @AfterEach
    void stop() {
        loop.shutdownGracefully();
    }

    private void inLoop(Runnable task) {
        channel.eventLoop().submit(task).syncUninterruptibly();
    }

    private void areDone(String... expected) {
        await().untilAsserted(() -> assertThat(done).containsExactly(expected));
    }

    private static DefaultHttpResponse head() {
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    }

    private static DefaultLastHttpContent body() {
        return new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
    }

    @Test
    void anAnswersHeadAndBodyAreSentAtOnceThoughTheBodyIsWrittenWhenTheHeadIsDone() {
        inLoop(() -> channel.writeAndFlush(head())
                .addListener(written -> channel.eventLoop().execute(() -> channel.writeAndFlush(body()))));
        areDone("head", "body", "flush");
    }

    @Test
    void whatIsWrittenLaterIsSentLater() {
        inLoop(() -> channel.writeAndFlush(head()));
        areDone("head", "flush");
        inLoop(() -> channel.writeAndFlush(body()));
        areDone("head", "flush", "body", "flush");
    }

    @Test
    void whatIsWrittenIsSentBeforeTheConnectionIsClosed() {
        inLoop(() -> {
            channel.writeAndFlush(head());
            channel.close();
        });
        areDone("head", "flush", "close");
    }
}
