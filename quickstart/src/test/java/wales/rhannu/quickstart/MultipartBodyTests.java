package wales.rhannu.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipartBodyTests {

    @Test
    void filesArriveAsParts(@TempDir Path folder) throws Exception {
        Path csv = Files.writeString(folder.resolve("rows.csv"), "a,b\nŵ,1\n");
        AtomicReference<String> received = new AtomicReference<>("");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            received.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        server.start();
        try {
            MultipartBody body = new MultipartBody().with("file", csv);
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                    .header("Content-Type", body.contentType())
                    .POST(body.publisher())
                    .build();
            Http.send(HttpClient.newHttpClient(), request, HttpResponse.BodyHandlers.discarding());
            String boundary = body.contentType().replaceAll(".*boundary=", "");
            assertThat(received.get())
                    .isEqualTo("--" + boundary + "\r\n"
                            + "Content-Disposition: form-data; name=\"file\"; filename=\"rows.csv\"\r\n"
                            + "Content-Type: text/csv\r\n\r\n"
                            + "a,b\nŵ,1\n\r\n--" + boundary + "--\r\n");
        } finally {
            server.stop(0);
        }
    }
}
