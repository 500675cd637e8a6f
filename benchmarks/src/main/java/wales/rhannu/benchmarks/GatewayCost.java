package wales.rhannu.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;

/** Reads of one case study through the gateway with all it does, through nginx as a plain proxy, and past both. */
final class GatewayCost implements Benchmark {

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)|Socket errors: (.*)");
    private static final int ROUNDS = 3;
    private static final int MOST_WARMING = 8;
    private static final double SETTLED = 1.1;

    @Override
    public List<Figure> run(Ground ground) throws Exception {
        Optional<Path> wrk = Ground.onPath("wrk");
        if (wrk.isEmpty()) {
            return List.of(Figure.missing(
                    "gateway", "requests/s", "not measured: wrk is not installed (apt-get install wrk)"));
        }
        Platform platform = ground.platform();
        String path = Author.STUDIES + "/" + ground.author().published("The cost of a gateway");
        String service = "http://127.0.0.1:" + platform.port("casestudy-service") + path;
        String gateway = "http://127.0.0.1:" + platform.port("gateway") + path;
        Optional<Path> nginx = Ground.onPath("nginx");
        Samples direct = new Samples();
        Samples ours = new Samples();
        Samples plain = new Samples();
        if (nginx.isEmpty()) {
            measure(wrk.get(), service, gateway, null, direct, ours, plain);
        } else {
            try (Proxy proxy = Proxy.start(nginx.get(), ground.work(), platform.port("casestudy-service"))) {
                measure(wrk.get(), service, gateway, "http://127.0.0.1:" + proxy.port() + path, direct, ours, plain);
            }
        }
        List<Figure> figures = new ArrayList<>();
        Figure through = Figure.of("gateway", "requests through the gateway", ours.percentile(0.5), "requests/s");
        figures.add(
                plain.size() == 0
                        ? through.noting("nginx is not installed, so its yardstick is missing (apt-get install nginx)")
                        : through.beside("nginx, a plain proxy", plain.percentile(0.5))
                                .atLeastTimes(0.4));
        figures.add(through.beside("the service alone", direct.percentile(0.5)));
        return figures;
    }

    /**
     * In turn, so that what else the machine does hits all alike; the median counts. What was compiled last may make the
     * gateway half as fast again, so nothing counts before its rate has settled.
     */
    private static void measure(
            Path wrk,
            String service,
            String gateway,
            @org.jspecify.annotations.Nullable String nginx,
            Samples direct,
            Samples ours,
            Samples plain)
            throws IOException, InterruptedException {
        double before = 0;
        boolean settled = false;
        for (int round = 1; direct.size() < ROUNDS; round++) {
            double alone = rate(wrk, service);
            double through = rate(wrk, gateway);
            double proxied = nginx == null ? 0 : rate(wrk, nginx);
            boolean counts = settled;
            settled |= through < SETTLED * before || round == MOST_WARMING;
            before = through;
            if (counts) {
                direct.add(alone);
                ours.add(through);
                if (nginx != null) {
                    plain.add(proxied);
                }
            }
        }
    }

    private static double rate(Path wrk, String url) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(wrk.toString(), "-t1", "-c32", "-d8s", url)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher bad = BAD.matcher(said);
        Matcher rate = RATE.matcher(said);
        if (bad.find() || !rate.find()) {
            throw new IllegalStateException("wrk on " + url + " said: " + said);
        }
        Ground.say(url + ": " + rate.group(1) + " requests/s");
        return Double.parseDouble(rate.group(1));
    }

    /** nginx as it comes, with connections to the service kept open, and no access log. */
    private record Proxy(Process process, int port) implements AutoCloseable {

        static Proxy start(Path nginx, Path work, int service) throws IOException, InterruptedException {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
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
                      upstream service { server 127.0.0.1:%2$d; keepalive 64; }
                      server {
                        listen 127.0.0.1:%3$d;
                        location / {
                          proxy_pass http://service;
                          proxy_http_version 1.1;
                          proxy_set_header Connection "";
                        }
                      }
                    }
                    """
                            .formatted(folder, service, port));
            Process process = new ProcessBuilder(
                            nginx.toString(),
                            "-c",
                            config.toString(),
                            "-e",
                            folder.resolve("error.log").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out.log").toFile())
                    .start();
            Ground.await("nginx", 10, () -> answers(port));
            return new Proxy(process, port);
        }

        private static boolean answers(int port) {
            try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
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
}
