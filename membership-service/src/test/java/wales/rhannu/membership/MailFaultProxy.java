package wales.rhannu.membership;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Stands before the mailbox and can be away, or take connections and say nothing. Addresses that begin with {@code gone-} it
 * refuses for good, those that begin with {@code full-} for now. What goes to one that begins with {@code unheard-} the mailbox
 * takes, but the connection breaks before the sender is told.
 */
public final class MailFaultProxy {

    private enum State {
        THERE,
        AWAY,
        SILENT
    }

    private final ServerSocket door;
    private final IntSupplier mailbox;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private volatile State state = State.THERE;

    private MailFaultProxy(ServerSocket door, IntSupplier mailbox) {
        this.door = door;
        this.mailbox = mailbox;
    }

    static MailFaultProxy before(IntSupplier mailbox) {
        try {
            MailFaultProxy proxy =
                    new MailFaultProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), mailbox);
            thread(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return door.getLocalPort();
    }

    public void away() {
        state = State.AWAY;
    }

    public void silent() {
        state = State.SILENT;
    }

    public void back() {
        state = State.THERE;
        open.forEach(MailFaultProxy::close);
    }

    /** How many connections were not served. */
    public int turnedAway() {
        return turnedAway.get();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = door.accept();
                if (state == State.THERE) {
                    thread(() -> serve(client));
                } else {
                    turnedAway.incrementAndGet();
                    if (state == State.AWAY) {
                        client.close();
                    } else {
                        open.add(client);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), mailbox.getAsInt());
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream answers = client.getOutputStream();
            thread(() -> {
                try {
                    server.getInputStream().transferTo(answers);
                    client.close();
                } catch (IOException e) {
                    close(client);
                }
            });
            boolean unheard = false;
            String line = lines.readLine();
            while (line != null) {
                unheard |= line.startsWith("RCPT TO:<unheard-");
                if (unheard && line.equals(".")) {
                    client.shutdownOutput();
                }
                if (line.startsWith("RCPT TO:<gone-")) {
                    answers.write("550 5.1.1 No such mailbox\r\n".getBytes(StandardCharsets.UTF_8));
                } else if (line.startsWith("RCPT TO:<full-")) {
                    answers.write("452 4.2.2 The mailbox is full\r\n".getBytes(StandardCharsets.UTF_8));
                } else {
                    server.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
                }
                line = lines.readLine();
            }
        } catch (IOException e) {
            close(client);
        }
    }

    private static void close(Closeable closed) {
        try {
            closed.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "mail-fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
