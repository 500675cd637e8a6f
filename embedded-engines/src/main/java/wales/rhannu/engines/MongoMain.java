package wales.rhannu.engines;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database server as a process of its own: file, port and, to be reached from other machines, an address. */
public final class MongoMain {

    private static final Logger log = LoggerFactory.getLogger(MongoMain.class);

    private MongoMain() {}

    public static void main(String[] args) throws InterruptedException {
        Path file = Path.of(args[0]);
        long reserve = Long.getLong("rhannu.mongodb.disk-reserve", SpaceGuard.DISK_RESERVE);
        Duration collecting =
                Duration.ofSeconds(Long.getLong("rhannu.mongodb.collect-every", SpaceGuard.COLLECTING.toSeconds()));
        int port = Integer.parseInt(args[1]);
        InetSocketAddress address =
                args.length > 2 ? new InetSocketAddress(args[2], port) : EmbeddedMongo.loopback(port);
        FailedStart.whenItFails("The database", () -> {
            EmbeddedMongo mongo =
                    EmbeddedMongo.start(file, address, SpaceGuard.of(file, reserve, collecting), why -> end(file, why));
            Runtime.getRuntime().addShutdownHook(new Thread(mongo::close, "stop"));
        });
        new CountDownLatch(1).await();
    }

    /**
     * Ends the process when the store has closed itself, since it would answer with errors for ever; the supervisor restarts it.
     */
    private static void end(Path file, String why) {
        log.error("The database's file {} can no longer be written ({}): this process ends", file, why);
        Runtime.getRuntime().halt(1);
    }
}
