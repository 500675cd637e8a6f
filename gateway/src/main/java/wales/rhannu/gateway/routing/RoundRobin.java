package wales.rhannu.gateway.routing;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.netty.transport.AddressUtils;

/** Chooses the instances of one service in turn. */
final class RoundRobin {

    /** An instance that is not ready gets requests only if none is. */
    static final class Instance {

        private final URI address;
        private final InetSocketAddress socket;
        private volatile boolean out;

        Instance(URI address) {
            int port = address.getPort();
            this.address = address;
            this.socket = AddressUtils.createUnresolved(
                    address.getHost(), port >= 0 ? port : "https".equals(address.getScheme()) ? 443 : 80);
        }

        URI address() {
            return address;
        }

        InetSocketAddress socket() {
            return socket;
        }

        boolean isOut() {
            return out;
        }

        void set(boolean nowOut) {
            this.out = nowOut;
        }
    }

    private final List<Instance> instances;
    private final AtomicInteger turn = new AtomicInteger();

    RoundRobin(List<URI> addresses) {
        instances = addresses.stream().map(Instance::new).toList();
        if (addresses.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new IllegalArgumentException("The instances of a service have one scheme: " + addresses);
        }
    }

    List<Instance> instances() {
        return instances;
    }

    Instance first() {
        return instances.get(0);
    }

    int in() {
        int in = 0;
        for (Instance instance : instances) {
            in += instance.isOut() ? 0 : 1;
        }
        return in;
    }

    /**
     * Whose turn it is.
     *
     * @param tried those that the same request need not be sent to again; empty when that is all
     */
    Optional<Instance> next(Set<Instance> tried) {
        int from = turn.getAndIncrement();
        Instance last = null;
        for (int i = 0; i < instances.size(); i++) {
            Instance instance = instances.get(Math.floorMod(from + i, instances.size()));
            if (!tried.contains(instance)) {
                if (!instance.isOut()) {
                    return Optional.of(instance);
                }
                last = last == null ? instance : last;
            }
        }
        return Optional.ofNullable(last);
    }
}
