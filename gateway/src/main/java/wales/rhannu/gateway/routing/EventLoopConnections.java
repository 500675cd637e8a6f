package wales.rhannu.gateway.routing;

import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.TransportConfig;

/**
 * Connections to the services, of each event loop its own: what came in on one loop goes out on the same, and no thread has
 * to wake another for it.
 */
final class EventLoopConnections implements ConnectionProvider {

    private final Queue<ConnectionProvider> all = new ConcurrentLinkedQueue<>();
    private final FastThreadLocal<ConnectionProvider> own;

    EventLoopConnections(Supplier<ConnectionProvider> make) {
        own = new FastThreadLocal<>() {
            @Override
            protected ConnectionProvider initialValue() {
                ConnectionProvider made = make.get();
                all.add(made);
                return made;
            }
        };
    }

    @Override
    public Mono<? extends Connection> acquire(
            TransportConfig config,
            ConnectionObserver observer,
            @Nullable Supplier<? extends SocketAddress> remote,
            @Nullable AddressResolverGroup<?> resolvers) {
        return own.get().acquire(config, observer, remote, resolvers);
    }

    @Override
    public Mono<Void> disposeLater() {
        return Flux.fromIterable(all).flatMap(ConnectionProvider::disposeLater).then();
    }

    @Override
    public void disposeWhen(SocketAddress address) {
        all.forEach(each -> each.disposeWhen(address));
    }

    @Override
    public void dispose() {
        all.forEach(ConnectionProvider::dispose);
    }

    @Override
    public boolean isDisposed() {
        return !all.isEmpty() && all.stream().allMatch(ConnectionProvider::isDisposed);
    }
}
