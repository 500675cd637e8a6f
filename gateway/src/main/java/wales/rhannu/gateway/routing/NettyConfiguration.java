package wales.rhannu.gateway.routing;

import java.util.List;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.config.HttpClientFactory;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.config.HttpClientSslConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;
import reactor.netty.resources.ConnectionProvider;

/** Configures Netty's server and client connections, which determine the gateway's throughput. */
@Configuration(proxyBeanMethods = false)
class NettyConfiguration {

    /** A client whose connections belong to the event loop that uses them. */
    @Bean
    HttpClientFactory httpClientFactory(
            HttpClientProperties properties,
            ServerProperties server,
            HttpClientSslConfigurer tls,
            List<HttpClientCustomizer> customizers,
            Instances instances) {
        return new HttpClientFactory(properties, server, tls, customizers) {
            @Override
            protected ConnectionProvider buildConnectionProvider(HttpClientProperties properties) {
                return instances.spread(new EventLoopConnections(() -> super.buildConnectionProvider(properties)));
            }
        };
    }

    /** An answer's head, body and end go out in one write. */
    @Bean
    NettyServerCustomizer answersInOneWrite() {
        return server -> server.doOnChannelInit((observer, channel, remote) ->
                channel.pipeline().addAfter(NettyPipeline.HttpCodec, null, new AnswerFlushHandler()));
    }
}
