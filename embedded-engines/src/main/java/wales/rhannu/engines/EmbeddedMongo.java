package wales.rhannu.engines;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.h2.mvstore.MVStore;

/**
 * A server that speaks MongoDB's wire protocol, in this process, with its data in one file or in memory. It has no
 * sessions, transactions or change streams.
 *
 * <p>It writes behind: a {@code kill -9} of its process can lose what was acknowledged within {@link #COMMIT_DELAY}. A
 * close loses nothing.
 */
public final class EmbeddedMongo implements AutoCloseable {

    /** How long what was acknowledged may be in memory only. */
    public static final Duration COMMIT_DELAY = Duration.ofMillis(50);

    private final MongoServer server;
    private final int port;

    private EmbeddedMongo(MongoServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts a server whose data is in a file. */
    public static EmbeddedMongo start(Path file, int port) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        MVStore store = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitBufferSize(4096)
                .cacheSize(32)
                .open();
        store.setAutoCommitDelay((int) COMMIT_DELAY.toMillis());
        return bind(new H2Backend(store), port);
    }

    /** Starts a server that keeps its data in memory, on a free port. */
    public static EmbeddedMongo inMemory() {
        return bind(new MemoryBackend(), 0);
    }

    private static EmbeddedMongo bind(MongoBackend backend, int port) {
        MongoServer server = new MongoServer(backend);
        server.bind(new InetSocketAddress("127.0.0.1", port));
        return new EmbeddedMongo(server, server.getLocalAddress().getPort());
    }

    /** Where clients connect, for one database. */
    public String uri(String database) {
        return "mongodb://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
