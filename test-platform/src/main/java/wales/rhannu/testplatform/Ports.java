package wales.rhannu.testplatform;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import wales.rhannu.engines.FreePorts;

/**
 * The ports of one platform: the default ports plus an offset.
 *
 * @param offset added to every port
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

    /** The ports of services, with some more for services that are not under test. */
    private static final List<Integer> OF_SERVICES =
            IntStream.rangeClosed(8080, 8099).boxed().toList();

    private static final List<Integer> OTHERS = List.of(9093, 3025, MAILBOX);

    /** The highest offset with which every port is still below the ephemeral ones. */
    private static final int OFFSETS = 57;

    /** The range of single ports, also below the ephemeral ones. */
    private static final int FIRST = 20_000;

    private static final int COUNT = 5_000;

    /** Begins at a random offset, because platforms that start at the same time do not listen yet. */
    private static final AtomicInteger NEXT_OFFSET =
            new AtomicInteger((int) (ProcessHandle.current().pid() % OFFSETS));

    /**
     * Free ports for a new platform. They are below the ephemeral ones, so that no outgoing connection gets one by chance while a
     * process starts or restarts.
     */
    static Ports free() {
        for (int i = 0; i < OFFSETS; i++) {
            int tried = 100 * (1 + Math.floorMod(NEXT_OFFSET.getAndIncrement(), OFFSETS));
            if (Stream.of(OF_SERVICES, OF_PARTS.values(), OTHERS)
                    .flatMap(Collection::stream)
                    .allMatch(port -> FreePorts.isFree(port + tried))) {
                return new Ports(tried);
            }
        }
        throw new IllegalStateException("There are no free ports");
    }

    /** A port below the ephemeral ones, so that no outgoing connection takes it before the server listens. */
    static int freePort() {
        return FreePorts.next(FIRST, COUNT);
    }

    /** The processes under test: services, broker and database. */
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
