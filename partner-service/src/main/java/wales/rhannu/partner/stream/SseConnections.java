package wales.rhannu.partner.stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.stereotype.Component;
import wales.rhannu.starter.web.Problems;

/** Accepts connections for server-sent events while there are permits. */
@Component
class SseConnections {

    private final StreamServer server;
    private final Streams streams;
    private final ConnectionPermits permits;
    private final CatchUpReads reads;
    private final Problems problems;
    private final Clock clock;
    private final StreamSettings settings;

    SseConnections(
            StreamServer server,
            Streams streams,
            ConnectionPermits permits,
            CatchUpReads reads,
            Problems problems,
            Clock clock,
            StreamSettings settings) {
        this.server = server;
        this.streams = streams;
        this.permits = permits;
        this.reads = reads;
        this.problems = problems;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Answers, and goes on answering until the reader goes away.
     *
     * @param named whether each event has its type as its name
     */
    void open(
            TopicStream stream,
            StartPosition start,
            boolean named,
            String client,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        streams.mustRun();
        ConnectionPermits.Permit place = permits.subscriber(client);
        SseConnection connection;
        try {
            connection = new SseConnection(
                    stream,
                    named,
                    wake -> new ReaderFeed(stream, start, reads, clock, wake),
                    streams.pump(),
                    new Heartbeat(clock, settings.heartbeat()),
                    new ReaderLiveness(
                            server.socketOf(request.getServletConnection()),
                            clock,
                            settings.heartbeat(),
                            settings.stall()),
                    new SseResponse(request, response, problems),
                    place::leave);
        } catch (IOException | RuntimeException e) {
            place.leave();
            throw e;
        }
        // one that comes back before its first event would miss what came meanwhile
        connection.begin(start.atEnd());
        if (!streams.isRunning()) {
            connection.stop();
        }
    }
}
