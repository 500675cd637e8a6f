package wales.rhannu.gateway.routing;

import io.netty.resolver.AddressResolverGroup;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.TransportConfig;

/**
 * Connections to a service's instances in turn. Where none comes about, nothing of the request was sent, whatever it is, and
 * the next instance is tried.
 */
final class InstanceConnections implements ConnectionProvider {

    private static final Logger log = LoggerFactory.getLogger(InstanceConnections.class);

    private final ConnectionProvider connections;
    private final Map<SocketAddress, RoundRobin> byFirst;

    /** @param byFirst the instances by the address that their service is called by */
    InstanceConnections(ConnectionProvider connections, Map<SocketAddress, RoundRobin> byFirst) {
        this.connections = connections;
        this.byFirst = byFirst;
    }

    @Override
    public Mono<? extends Connection> acquire(
            TransportConfig config,
            ConnectionObserver observer,
            @Nullable Supplier<? extends SocketAddress> remote,
            @Nullable AddressResolverGroup<?> resolvers) {
        RoundRobin rota = remote == null ? null : byFirst.get(remote.get());
        if (rota == null) {
            return connections.acquire(config, observer, remote, resolvers);
        }
        return next(rota, Set.of(), instance -> connections.acquire(config, observer, instance::socket, resolvers));
    }

    private interface To {
        Mono<? extends Connection> connect(RoundRobin.Instance instance);
    }

    private static Mono<Connection> next(RoundRobin rota, Set<RoundRobin.Instance> tried, To to) {
        RoundRobin.Instance instance = rota.next(tried).orElseThrow();
        return to.connect(instance).<Connection>map(connection -> connection).onErrorResume(IOException.class, none -> {
            if (!instance.isOut()) {
                log.warn("{} takes no connection: {}", instance.address(), none.getMessage());
                instance.set(true);
            }
            if (tried.size() + 1 == rota.instances().size()) {
                return Mono.error(none);
            }
            Set<RoundRobin.Instance> triedNow = new HashSet<>(tried);
            triedNow.add(instance);
            return next(rota, triedNow, to);
        });
    }

    @Override
    public Mono<Void> disposeLater() {
        return connections.disposeLater();
    }

    @Override
    public void disposeWhen(SocketAddress address) {
        RoundRobin rota = byFirst.get(address);
        if (rota == null) {
            connections.disposeWhen(address);
        } else {
            rota.instances().forEach(instance -> connections.disposeWhen(instance.socket()));
        }
    }

    @Override
    public void dispose() {
        connections.dispose();
    }

    @Override
    public boolean isDisposed() {
        return connections.isDisposed();
    }
}
