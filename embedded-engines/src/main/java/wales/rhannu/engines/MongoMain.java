package wales.rhannu.engines;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The database server as a process of its own: file, port. */
public final class MongoMain {

    private MongoMain() {}

    public static void main(String[] args) throws InterruptedException {
        EmbeddedMongo mongo = EmbeddedMongo.start(Path.of(args[0]), Integer.parseInt(args[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(mongo::close, "stop"));
        new CountDownLatch(1).await();
    }
}
