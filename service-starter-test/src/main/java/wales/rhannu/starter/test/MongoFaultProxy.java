package wales.rhannu.starter.test;

import com.mongodb.ConnectionString;
import com.mongodb.ServerAddress;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * Stands between a service and its database, and answers chosen commands as a replica set in trouble does: with a code and
 * labels, without the database ever seeing them. All else passes through. It can be away, too, or take everything and never
 * answer.
 */
public final class MongoFaultProxy implements AutoCloseable {

    /** What goes wrong until it is closed. */
    public final class Fault implements AutoCloseable {

        private final String command;
        private final Predicate<BsonDocument> which;
        private final BsonDocument answer;
        private final boolean passedOn;
        private final AtomicInteger met = new AtomicInteger();

        private Fault(String command, Predicate<BsonDocument> which, BsonDocument answer, boolean passedOn) {
            this.command = command;
            this.which = which;
            this.answer = answer;
            this.passedOn = passedOn;
            faults.add(this);
        }

        /** How many commands have met it. */
        public int met() {
            return met.get();
        }

        private boolean hits(BsonDocument sent) {
            return sent.getFirstKey().equals(command) && which.test(sent);
        }

        @Override
        public void close() {
            faults.remove(this);
        }
    }

    private final ServerAddress database;
    private final ServerSocket door;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean away;
    private volatile boolean silent;

    private MongoFaultProxy(ServerAddress database, ServerSocket door) {
        this.database = database;
        this.door = door;
    }

    /** Before the database of this JVM. */
    public static MongoFaultProxy start() {
        String host = new ConnectionString(Engines.running().mongoUri("any"))
                .getHosts()
                .get(0);
        try {
            MongoFaultProxy proxy = new MongoFaultProxy(
                    new ServerAddress(host), new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            thread(proxy::accept, "mongo-fault-proxy");
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the database of this name is, through the proxy. */
    public String uri(String name) {
        return "mongodb://127.0.0.1:" + door.getLocalPort() + "/" + name + "?directConnection=true";
    }

    /** A command ({@code find}, {@code insert}, …) is answered with an error, and does nothing. */
    public Fault answer(String command, int code, String... labels) {
        return answer(command, any -> true, code, labels);
    }

    /** As {@link #answer(String, int, String...)}, for some only. */
    public Fault answer(String command, Predicate<BsonDocument> which, int code, String... labels) {
        BsonArray all = new BsonArray();
        List.of(labels).forEach(label -> all.add(new BsonString(label)));
        return new Fault(
                command,
                which,
                new BsonDocument("ok", new BsonInt32(0))
                        .append("code", new BsonInt32(code))
                        .append("codeName", new BsonString("Chosen"))
                        .append("errmsg", new BsonString("a chosen fault"))
                        .append("errorLabels", all),
                false);
    }

    /** A write is done, and answered with the error that too few members have confirmed it. */
    public Fault unconfirmed(String command, int code) {
        return new Fault(
                command,
                any -> true,
                new BsonDocument(
                        "writeConcernError",
                        new BsonDocument("code", new BsonInt32(code))
                                .append("errmsg", new BsonString("not confirmed"))),
                true);
    }

    /** Breaks all connections, and lets nobody in until {@link #back()}. */
    public void away() {
        away = true;
        closeAll();
    }

    /** Takes everything, and answers nothing, until {@link #back()}. */
    public void silent() {
        silent = true;
    }

    /** All is as before; connections that got no answer are broken. */
    public void back() {
        away = false;
        if (silent) {
            silent = false;
            closeAll();
        }
    }

    @Override
    public void close() {
        away = true;
        closeQuietly(door);
        closeAll();
    }

    private void closeAll() {
        open.forEach(MongoFaultProxy::closeQuietly);
    }

    private static void closeQuietly(Closeable closed) {
        try {
            closed.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (away) {
                    client.close();
                } else {
                    open.add(client);
                    thread(() -> serve(client), "mongo-fault-proxy-connection");
                }
            } catch (IOException e) {
                return; // it was closed
            }
        }
    }

    private static void thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(database.getHost(), database.getPort());
                DataInputStream requests = new DataInputStream(client.getInputStream());
                DataInputStream answers = new DataInputStream(server.getInputStream())) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            open.add(server);
            try {
                while (true) {
                    exchange(MongoMessage.read(requests), server.getOutputStream(), answers, client.getOutputStream());
                }
            } finally {
                open.remove(server);
            }
        } catch (IOException e) {
            // one of both has left
        } finally {
            open.remove(client);
        }
    }

    private void exchange(MongoMessage request, OutputStream database, DataInputStream answers, OutputStream client)
            throws IOException {
        if (silent) {
            return;
        }
        BsonDocument sent = request.body();
        for (Fault fault : faults) {
            if (sent != null && fault.hits(sent)) {
                BsonDocument answer = fault.answer;
                if (fault.passedOn) {
                    database.write(request.bytes().array());
                    BsonDocument real = Objects.requireNonNull(
                            MongoMessage.read(answers).body(), "A command has an answer of its kind");
                    real.putAll(fault.answer);
                    answer = real;
                }
                fault.met.incrementAndGet();
                client.write(MongoMessage.answer(request, answer).bytes().array());
                return;
            }
        }
        database.write(request.bytes().array());
        if (request.hasMoreToCome()) {
            return; // nobody waits for an answer
        }
        boolean more = true;
        while (more) {
            MongoMessage answer = MongoMessage.read(answers);
            if (silent) {
                return;
            }
            client.write(answer.bytes().array());
            more = answer.hasMoreToCome();
        }
    }
}
