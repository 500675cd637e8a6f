package wales.rhannu.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Many readers of a stream in one thread, so that they use little of the machine beside the platform. Each records which of the
 * numbered events it got.
 */
final class SseReaders implements AutoCloseable {

    private static final int LINE = 512;
    private static final String NUMBERED = "\"id\":\"number-";

    private final InetSocketAddress address;
    private final String path;
    private final List<Reader> readers = new ArrayList<>();
    private final Selector selector;
    private final ByteBuffer input = ByteBuffer.allocateDirect(256 << 10);
    private final byte[] bytes = new byte[256 << 10];
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;
    private volatile long received;
    private volatile int begun;
    private volatile int ended;

    /**
     * Connects all of them at once.
     *
     * @param lastIds the event id after which each reader continues; null for readers that start where the path's query says
     * @param hanging how many of them stop reading after the first event id
     */
    SseReaders(int port, String path, List<@Nullable String> lastIds, int hanging) throws IOException {
        this.address = new InetSocketAddress("127.0.0.1", port);
        this.path = path;
        this.selector = Selector.open();
        for (String lastId : lastIds) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            Reader reader = new Reader(channel, lastId, readers.size() < hanging);
            readers.add(reader);
            channel.connect(address);
            channel.register(selector, SelectionKey.OP_CONNECT, reader);
        }
        thread = new Thread(this::run, "readers");
        thread.setDaemon(true);
        thread.start();
    }

    /** How many events all readers got together. */
    long received() {
        return received;
    }

    /** How many were answered 200 and got their first bytes of the stream. */
    int begun() {
        return begun;
    }

    /** How many connections have ended. */
    int ended() {
        return ended;
    }

    /** How many readers got each status; 0 for none. */
    Map<Integer, Long> statuses() {
        return readers.stream().collect(Collectors.groupingBy(it -> it.status, TreeMap::new, Collectors.counting()));
    }

    /** How many of the readers that do not hang have not got each of these numbered events exactly once. */
    long wrong(int from, int to) {
        BitSet all = new BitSet();
        all.set(from, to);
        return readers.stream()
                .filter(it -> !it.hangs)
                .filter(it -> it.repeated > 0 || !it.numbers.equals(all))
                .count();
    }

    List<@Nullable String> lastIds() {
        return readers.stream().map(it -> it.lastId).collect(Collectors.toCollection(ArrayList::new));
    }

    private void run() {
        try {
            while (!closed.get()) {
                selector.select(this::ready, 200);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void ready(SelectionKey key) {
        if (!(key.attachment() instanceof Reader reader) || !key.isValid()) {
            return;
        }
        try {
            if (key.isConnectable()) {
                reader.channel.finishConnect();
                reader.channel.write(ByteBuffer.wrap(reader.request().getBytes(StandardCharsets.US_ASCII)));
                key.interestOps(SelectionKey.OP_READ);
            } else {
                input.clear();
                int count = reader.channel.read(input);
                if (count < 0) {
                    throw new IOException("The stream ended");
                }
                input.flip();
                input.get(bytes, 0, count);
                reader.take(bytes, count);
                if (reader.hangs && reader.lastId != null) {
                    key.interestOps(0);
                }
            }
        } catch (IOException e) {
            key.cancel();
            ended++;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closed.set(true);
        selector.wakeup();
        thread.join();
        for (Reader reader : readers) {
            reader.channel.close();
        }
        selector.close();
    }

    private enum Part {
        HEAD,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END
    }

    private final class Reader {

        private final SocketChannel channel;
        private final boolean hangs;
        private @Nullable String lastId;
        private @Nullable String nextId;
        private volatile int status;
        private final BitSet numbers = new BitSet();
        private int repeated;
        private Part part = Part.HEAD;
        private int left;
        /** The beginning of the current line; of a data line the rest is not needed. */
        private final byte[] line = new byte[LINE];

        private int length;
        private boolean isNumbered;

        Reader(SocketChannel channel, @Nullable String lastId, boolean hangs) {
            this.channel = channel;
            this.lastId = lastId;
            this.hangs = hangs;
        }

        String request() {
            return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
                    + (lastId == null ? "" : "Last-Event-ID: " + lastId + "\r\n") + "\r\n";
        }

        void take(byte[] from, int count) {
            int at = 0;
            while (at < count) {
                if (part == Part.CHUNK) {
                    int end = Math.min(count, at + left);
                    left -= end - at;
                    text(from, at, end);
                    at = end;
                    if (left == 0) {
                        part = Part.CHUNK_END;
                    }
                    continue;
                }
                byte each = from[at++];
                if (part == Part.HEAD) {
                    head(each);
                } else if (part == Part.CHUNK_SIZE) {
                    int digit = Character.digit(each, 16);
                    if (digit >= 0) {
                        left = left * 16 + digit;
                    } else if (each == '\n') {
                        part = Part.CHUNK;
                    }
                } else if (each == '\n') {
                    part = Part.CHUNK_SIZE;
                    left = 0;
                }
            }
        }

        private void head(byte each) {
            if (each != '\n') {
                if (each != '\r' && length < LINE) {
                    line[length++] = each;
                }
            } else if (length == 0) {
                part = Part.CHUNK_SIZE;
                if (status == 200) {
                    begun++;
                }
            } else {
                if (status == 0) {
                    status = Integer.parseInt(new String(line, 9, 3, StandardCharsets.US_ASCII));
                }
                length = 0;
            }
        }

        private void text(byte[] from, int begin, int end) {
            for (int at = begin; at < end; at++) {
                byte each = from[at];
                if (each == '\n') {
                    lineIsWhole();
                } else if (length < LINE) {
                    line[length++] = each;
                }
            }
        }

        private void lineIsWhole() {
            if (length == 0) {
                if (nextId != null) {
                    lastId = nextId;
                    nextId = null;
                }
                isNumbered = false;
            } else if (line[0] == 'i') {
                nextId = new String(line, 4, length - 4, StandardCharsets.US_ASCII);
            } else if (line[0] == 'd' && !isNumbered) {
                isNumbered = true;
                number();
            }
            length = 0;
        }

        private void number() {
            int found = new String(line, 0, length, StandardCharsets.ISO_8859_1).indexOf(NUMBERED);
            if (found < 0) {
                return;
            }
            int number = 0;
            for (int at = found + NUMBERED.length(); line[at] >= '0' && line[at] <= '9'; at++) {
                number = number * 10 + line[at] - '0';
            }
            repeated += numbers.get(number) ? 1 : 0;
            numbers.set(number);
            received++;
        }
    }
}
