package wales.rhannu.partner.stream;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import wales.rhannu.starter.test.Engines;
import wales.rhannu.starter.test.PlatformTest;

/** A service with few places and little room, which the tests of both share. */
@PlatformTest(topics = {"membership.members.internal", "tests.limits", "tests.behind", "tests.large"})
@TestPropertySource(
        properties = {
            "rhannu.streams.subscribers=10",
            "rhannu.streams.pages=4",
            "rhannu.streams.per-client=6",
            "rhannu.streams.shared-events=20",
            "rhannu.streams.read-bytes=300KB",
            "rhannu.streams.page-bytes=300KB",
            "rhannu.streams.heartbeat=2s",
            "rhannu.streams.stall=30s"
        })
@Timeout(300)
abstract class SmallLimitsService {

    static final Duration PATIENCE = Duration.ofSeconds(90);
    static final String ONE = "203.0.113.1";

    @LocalServerPort
    int port;

    @Autowired
    Streams streams;

    @Autowired
    MeterRegistry meters;

    Partner partner;

    @BeforeEach
    void follow() {
        partner = new Partner(port);
        for (String topic : List.of("tests.limits", "tests.behind", "tests.large")) {
            await().atMost(PATIENCE).until(() -> streams.of(topic).log() != null);
        }
    }

    static Publisher publisher(String topic) {
        return new Publisher(topic, Engines.running().bootstrapServers());
    }

    void awaitNobody() {
        await().atMost(PATIENCE).until(() -> taken() == 0);
    }

    double taken() {
        return meters.get("rhannu.stream.places").tag("state", "taken").gauge().value();
    }

    static void ask(Socket socket, String events, String address) throws IOException {
        socket.getOutputStream()
                .write(("GET /api/v1/streams/" + events + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + address
                                + "\r\nAccept: text/event-stream\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }
}
