package wales.rhannu.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wales.rhannu.testplatform.Author;
import wales.rhannu.testplatform.Platform;

/**
 * The rate of requests through the gateway, through nginx as a plain proxy, and without either: reads of one case study, and of a
 * trivial backend, where the gateway's own cost is not hidden behind the service's.
 */
final class GatewayCost implements Benchmark {

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)|Socket errors: (.*)");
    private static final int ROUNDS = 3;
    private static final int MOST_WARMING = 8;
    private static final double SETTLED = 1.1;
    private static final String WITHOUT_NGINX =
            "nginx is not installed, so its yardstick is missing (apt-get install nginx)";

    /** A target of requests, and the processor time that it has used so far. */
    private record Asked(String url, Supplier<Duration> used, Samples rates, Samples micros) {

        Asked(String url, Supplier<Duration> used) {
            this(url, used, new Samples(), new Samples());
        }

        double rate() {
            return rates.percentile(0.5);
        }

        double perRequest() {
            return micros.percentile(0.5);
        }
    }

    @Override
    public List<Measurement> run(BenchmarkPlatform ground) throws Exception {
        Optional<Path> wrk = BenchmarkPlatform.onPath("wrk");
        if (wrk.isEmpty()) {
            return List.of(Measurement.missing(
                    "gateway", "requests/s", "not measured: wrk is not installed (apt-get install wrk)"));
        }
        List<Measurement> figures = new ArrayList<>(beforeTheService(ground, wrk.get()));
        Optional<Path> nginx = BenchmarkPlatform.onPath("nginx");
        if (nginx.isEmpty()) {
            figures.add(Measurement.missing("gateway", "before a backend that costs nothing", WITHOUT_NGINX));
        } else {
            figures.addAll(beforeNothing(ground, wrk.get(), nginx.get()));
        }
        return figures;
    }

    private static List<Measurement> beforeTheService(BenchmarkPlatform ground, Path wrk) throws Exception {
        Platform platform = ground.platform();
        String path = Author.STUDIES + "/" + ground.author().published("The cost of a gateway");
        int port = platform.port("casestudy-service");
        Asked gateway = new Asked("http://127.0.0.1:" + platform.port("gateway") + path, () -> Duration.ZERO);
        Asked service = new Asked("http://127.0.0.1:" + port + path, () -> Duration.ZERO);
        Optional<Path> nginx = BenchmarkPlatform.onPath("nginx");
        if (nginx.isEmpty()) {
            measure(wrk, gateway, List.of(service));
            return List.of(
                    through(gateway).beside("the service alone", service.rate()).noting(WITHOUT_NGINX));
        }
        try (Nginx proxy = Nginx.before(port, nginx.get(), ground.work())) {
            Asked plain = new Asked(proxy.address() + path, proxy::used);
            measure(wrk, gateway, List.of(service, plain));
            return List.of(
                    through(gateway)
                            .beside("nginx, a plain proxy", plain.rate())
                            .atLeastTimes(0.4),
                    through(gateway).beside("the service alone", service.rate()));
        }
    }

    private static Measurement through(Asked gateway) {
        return Measurement.of("gateway", "requests through the gateway", gateway.rate(), "requests/s");
    }

    private static List<Measurement> beforeNothing(BenchmarkPlatform ground, Path wrk, Path nginx) throws Exception {
        String path = Author.STUDIES + "/nothing";
        try (Nginx backend = Nginx.answering(nginx, ground.work());
                Nginx proxy = Nginx.before(backend.port(), nginx, ground.work());
                Platform.Instance instance =
                        ground.platform().another("gateway", Map.of("rhannu.services.casestudy", backend.address()))) {
            ground.platform().awaitReady(instance);
            Asked gateway = new Asked(
                    instance.base() + path,
                    () -> instance.process().info().totalCpuDuration().orElse(Duration.ZERO));
            Asked alone = new Asked(backend.address() + path, backend::used);
            Asked plain = new Asked(proxy.address() + path, proxy::used);
            measure(wrk, gateway, List.of(alone, plain));
            Measurement through =
                    Measurement.of("gateway", "before a backend that costs nothing", gateway.rate(), "requests/s");
            return List.of(
                    through.beside("nginx, a plain proxy", plain.rate()).atLeastTimes(0.4),
                    through.beside("the backend alone", alone.rate()),
                    Measurement.of("gateway", "processor time of a request there", gateway.perRequest(), "µs")
                            .beside("nginx, a plain proxy", plain.perRequest()));
        }
    }

    /**
     * Measures the targets in turn, so that other load of the machine affects all alike; the median counts. The gateway gets up
     * to 50 % faster while the JVM still compiles, so the measurement begins when its rate is stable.
     */
    private static void measure(Path wrk, Asked gateway, List<Asked> yardsticks)
            throws IOException, InterruptedException {
        double before = 0;
        boolean settled = false;
        for (int round = 1; gateway.rates().size() < ROUNDS; round++) {
            boolean counts = settled;
            for (Asked yardstick : yardsticks) {
                ask(wrk, yardstick, counts);
            }
            double through = ask(wrk, gateway, counts);
            settled |= through < SETTLED * before || round == MOST_WARMING;
            before = through;
        }
    }

    private static double ask(Path wrk, Asked asked, boolean counts) throws IOException, InterruptedException {
        Duration before = asked.used().get();
        Process process = new ProcessBuilder(wrk.toString(), "-t1", "-c32", "-d8s", asked.url())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Duration used = asked.used().get().minus(before);
        Matcher bad = BAD.matcher(said);
        Matcher rate = RATE.matcher(said);
        Matcher count = COUNT.matcher(said);
        if (bad.find() || !rate.find() || !count.find()) {
            throw new IllegalStateException("wrk on " + asked.url() + " said: " + said);
        }
        BenchmarkPlatform.say(asked.url() + ": " + rate.group(1) + " requests/s");
        if (counts) {
            asked.rates().add(Double.parseDouble(rate.group(1)));
            asked.micros().add(used.toNanos() / 1e3 / Double.parseDouble(count.group(1)));
        }
        return Double.parseDouble(rate.group(1));
    }
}
