package wales.rhannu.starter.test;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Whether a Docker engine answers: asked directly, because Testcontainers asks long and loudly. */
final class Docker {

    private Docker() {}

    static boolean answers() {
        String host = System.getenv("DOCKER_HOST");
        if (host != null && !host.startsWith("unix:")) {
            return true;
        }
        Path socket =
                Path.of(host == null ? "/var/run/docker.sock" : URI.create(host).getPath());
        return Files.exists(socket) && "OK".equals(ping(socket));
    }

    private static @Nullable String ping(Path socket) {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask(socket));
        try {
            return answer.get(2, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static String ask(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(
                    ByteBuffer.wrap("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(4096);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                // until the engine closes
            }
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            return text.startsWith("HTTP/1") && text.stripTrailing().endsWith("OK") ? "OK" : "";
        } catch (IOException e) {
            return "";
        }
    }
}
