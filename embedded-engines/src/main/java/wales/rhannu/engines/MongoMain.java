package wales.rhannu.engines;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The database server as a process of its own: file, port and, to be reached from other machines, an address. */
public final class MongoMain {

    private MongoMain() {}

    public static void main(String[] args) throws InterruptedException {
        Path file = Path.of(args[0]);
        int port = Integer.parseInt(args[1]);
        EmbeddedMongo mongo = args.length > 2
                ? EmbeddedMongo.start(file, new InetSocketAddress(args[2], port))
                : EmbeddedMongo.start(file, port);
        Runtime.getRuntime().addShutdownHook(new Thread(mongo::close, "stop"));
        new CountDownLatch(1).await();
    }
}
