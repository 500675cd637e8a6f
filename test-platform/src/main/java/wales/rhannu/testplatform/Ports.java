package wales.rhannu.testplatform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where the parts of one platform listen: so many ports above those of a platform that people start.
 *
 * @param offset what is added to every port
 */
record Ports(int offset) {

    private static final Map<String, Integer> OF_PARTS = Map.of(
            "gateway", 8080,
            "membership-service", 8081,
            "casestudy-service", 8082,
            "partner-service", 8083,
            "events-service", 8084,
            "feedback-service", 8085,
            "kafka", 9092,
            "mongodb", 27017);

    private static final int MAILBOX = 8025;

    /** Room for services that are not tried here. */
    private static final List<Integer> OF_SERVICES =
            IntStream.rangeClosed(8080, 8099).boxed().toList();

    private static final List<Integer> OTHERS = List.of(9093, 3025, MAILBOX);

    /** With the highest of them every port is still below those that the system gives to connections. */
    private static final int OFFSETS = 57;

    /** Of single ports, which are below those as well. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 5_000;

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 31 % COUNT));

    /** Not all from the first, nor twice the same: those who begin at the same time do not listen yet. */
    private static final AtomicInteger NEXT_OFFSET =
            new AtomicInteger((int) (ProcessHandle.current().pid() % OFFSETS));

    /**
     * Those of a platform that does not run yet: nobody listens at any of them now. No connection has one of them by chance
     * while the part that listens at it is started, or started again.
     */
    static Ports free() {
        for (int i = 0; i < OFFSETS; i++) {
            int tried = 100 * (1 + Math.floorMod(NEXT_OFFSET.getAndIncrement(), OFFSETS));
            if (Stream.of(OF_SERVICES, OF_PARTS.values(), OTHERS)
                    .flatMap(Collection::stream)
                    .allMatch(port -> isFree(port + tried))) {
                return new Ports(tried);
            }
        }
        throw new IllegalStateException("There are no free ports");
    }

    /** Below those that the system gives to connections: nobody takes it before who was told to listen there does. */
    static int freePort() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("There are no free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The parts that are tried here: services, broker and database. */
    static Set<String> parts() {
        return OF_PARTS.keySet();
    }

    int of(String part) {
        Integer port = OF_PARTS.get(part);
        if (port == null) {
            throw new IllegalArgumentException("There is no part " + part);
        }
        return port + offset;
    }

    int ofMailbox() {
        return MAILBOX + offset;
    }
}
