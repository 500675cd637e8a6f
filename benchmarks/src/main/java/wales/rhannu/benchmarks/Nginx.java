package wales.rhannu.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import wales.rhannu.testplatform.Platform;

/** nginx with default settings and no access log, as a plain proxy or as a trivial backend. */
record Nginx(Process process, int port) implements AutoCloseable {

    private static final int ANSWER_BYTES = 300;

    /** A proxy to a port of this machine, with keep-alive connections. */
    static Nginx before(int port, Path nginx, Path work) throws IOException, InterruptedException {
        return start(
                nginx,
                work,
                "upstream service { server 127.0.0.1:" + port + "; keepalive 64; }",
                """
                proxy_pass http://service;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                """);
    }

    /** Answers every request with the same 300 bytes, and keeps connections open. */
    static Nginx answering(Path nginx, Path work) throws IOException, InterruptedException {
        return start(
                nginx,
                work,
                "keepalive_requests 1000000000;",
                "default_type application/json; return 200 '\"" + "x".repeat(ANSWER_BYTES - 2) + "\"';");
    }

    private static Nginx start(Path nginx, Path work, String settings, String location)
            throws IOException, InterruptedException {
        int port = Platform.freePort();
        Path folder = Files.createTempDirectory(work, "nginx");
        Path config = folder.resolve("nginx.conf");
        Files.writeString(
                config,
                """
                daemon off;
                worker_processes auto;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  %2$s
                  server {
                    listen 127.0.0.1:%3$d;
                    location / { %4$s }
                  }
                }
                """
                        .formatted(folder, settings, port, location));
        Process process = new ProcessBuilder(
                        nginx.toString(),
                        "-c",
                        config.toString(),
                        "-e",
                        folder.resolve("error.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile())
                .start();
        BenchmarkPlatform.await("nginx", 10, () -> answers(port));
        return new Nginx(process, port);
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** The processor time of its workers. */
    Duration used() {
        return process.children()
                .map(worker -> worker.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
