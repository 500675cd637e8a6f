package wales.rhannu.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import wales.rhannu.engines.FreePorts;

/** Streams that end in the middle, on either side. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.profiles.active=test", "rhannu.limits.burst=1000"})
@ExtendWith(OutputCaptureExtension.class)
class StreamsIT {

    private static final int backendPort = FreePorts.next();
    private static final int STREAMS = 20;

    @LocalServerPort
    private int port;

    private Backend backend;

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("rhannu.services.partner", () -> "http://localhost:" + backendPort);
    }

    @BeforeEach
    void start() {
        backend = new Backend(backendPort);
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    private Socket open() throws IOException {
        var socket = new Socket(InetAddress.getByName("localhost"), port);
        socket.setSoTimeout(60_000);
        socket.getOutputStream()
                .write(("GET /api/v1/streams/many/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                                + "Authorization: Bearer " + UUID.randomUUID() + "\r\n\r\n")
                        .getBytes(US_ASCII));
        return socket;
    }

    private static BufferedReader begun(Socket socket) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        assertThat(lines.readLine()).contains(" 200");
        String line = lines.readLine();
        while (!line.startsWith("data: ")) {
            line = lines.readLine();
        }
        return lines;
    }

    @Test
    void aReaderThatLeavesIsNoError(CapturedOutput output) throws Exception {
        int before = output.getAll().length();
        for (int i = 0; i < STREAMS; i++) {
            try (var socket = open()) {
                begun(socket);
                // half of them abruptly, as a process that is killed with data that it has not read
                socket.setSoLinger(i % 2 == 0, 0);
            }
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> backend.gone.get() == STREAMS);
        assertThat(output.getAll().substring(before)).doesNotContain("ERROR", "WARN", "\tat ");
    }

    @Test
    void aServiceThatDiesInTheMiddleCutsItsReadersOffAndIsNoTraceOfTheStack(CapturedOutput output) throws Exception {
        int before = output.getAll().length();
        try (var one = open();
                var other = open()) {
            var lines = begun(one);
            var otherLines = begun(other);
            backend.close();
            assertThat(isCutOff(lines)).isTrue();
            assertThat(isCutOff(otherLines)).isTrue();
        }
        assertThat(output.getAll().substring(before)).doesNotContain("ERROR", "WARN", "\tat ");
    }

    /** Without the last chunk, so that a client knows that there was more. */
    private static boolean isCutOff(BufferedReader lines) {
        try {
            String last = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line.isEmpty() ? last : line;
            }
            return !last.equals("0");
        } catch (IOException reset) {
            return true;
        }
    }
}
