package wales.rhannu.testplatform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole platform in a folder of its own and on ports of its own, started by the script that people use. A part that
 * is killed is started again by the platform itself.
 */
public final class Platform implements AutoCloseable {

    /** The services that are tried here, in the order in which a request meets them; others run beside them. */
    public static final List<String> SERVICES = List.of(
            "gateway",
            "membership-service",
            "casestudy-service",
            "partner-service",
            "events-service",
            "feedback-service");

    private static final Map<String, Integer> PORTS = Map.of(
            "gateway", 8080,
            "membership-service", 8081,
            "casestudy-service", 8082,
            "partner-service", 8083,
            "events-service", 8084,
            "feedback-service", 8085,
            "kafka", 9092,
            "mongodb", 27017);
    private static final int MAILBOX_PORT = 8025;

    /** Room for services that are not tried here. */
    private static final List<Integer> SERVICE_PORTS =
            IntStream.rangeClosed(8080, 8099).boxed().toList();

    private static final List<Integer> OTHER_PORTS = List.of(9093, 3025, MAILBOX_PORT);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(20 * (int) (ProcessHandle.current().pid() % 90));
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path home;
    private final int offset;
    private final Map<String, String> environment;
    private final @Nullable Path java;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private Platform(Path home, int offset, Map<String, String> environment, @Nullable Path java) {
        this.home = home;
        this.offset = offset;
        this.environment = environment;
        this.java = java;
    }

    /**
     * A platform that does not run yet.
     *
     * @param checkout where the built modules are
     * @param home where it keeps its data
     * @param environment settings for every part, as environment variables
     * @param java the JDK to run it on; null for the one that the script finds
     */
    public static Platform in(Path checkout, Path home, Map<String, String> environment, @Nullable Path java) {
        link(checkout, home);
        return new Platform(home.toAbsolutePath().normalize(), freeOffset(), environment, java);
    }

    /** The data and the ports of this platform, which must have been stopped, with the code of another checkout. */
    public Platform withCodeOf(Path checkout) {
        link(checkout, home);
        return new Platform(home, offset, environment, java);
    }

    private static void link(Path checkout, Path home) {
        try {
            Files.createDirectories(home);
            Path root = checkout.toAbsolutePath().normalize();
            for (Path there : whatIsStarted(root)) {
                Path link = home.resolve(root.relativize(there));
                // one of an earlier run may lead to another checkout
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, there);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The launcher, and all that it may start: every service there is. */
    private static List<Path> whatIsStarted(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> file.getFileName().toString().matches("rhannu|quickstart|gateway|.*-service"))
                    .toList();
        }
    }

    private static int freeOffset() {
        // not all from the first: those who begin at the same time would take the same before they listen
        int first = (int) (ProcessHandle.current().pid() % 180);
        for (int i = 0; i < 180; i++) {
            int tried = 20_000 + 100 * ((first + i) % 180);
            if (Stream.of(SERVICE_PORTS, PORTS.values(), OTHER_PORTS)
                    .flatMap(Collection::stream)
                    .allMatch(port -> isFree(port + tried))) {
                return tried;
            }
        }
        throw new IllegalStateException("There are no free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts it anew, with the demo people; gives what the command said. */
    public String start() {
        return run("start", "--detach", "--fresh");
    }

    /** Starts it with the data it had. */
    public String startAgain() {
        return run("start", "--detach");
    }

    @Override
    public void close() {
        run("stop");
    }

    /** Runs a command of the launcher and gives what it printed; an error when it failed. */
    public String run(String... arguments) {
        List<String> command = new ArrayList<>();
        if (java == null) {
            command.add(home.resolve("rhannu").toString());
        } else {
            command.addAll(List.of(
                    java.resolve("bin").resolve("java").toString(),
                    "-Drhannu.home=" + home,
                    "-Xmx64m",
                    "-jar",
                    home.resolve("quickstart/target/rhannu.jar").toString()));
        }
        command.addAll(List.of(arguments));
        command.add("--port-offset=" + offset);
        try {
            Path out = Files.createTempFile(home, "command", ".out");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            if (!ended) {
                // it ends what it started
                process.destroy();
                process.waitFor(30, TimeUnit.SECONDS);
            }
            String said = Files.readString(out, StandardCharsets.UTF_8);
            Files.delete(out);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException(
                        "rhannu " + String.join(" ", arguments) + (ended ? " failed: " : " did not end: ") + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A bearer token of a demo person, or of the person with an e-mail address, got once. */
    public String token(String person) {
        return tokens.computeIfAbsent(person, unused -> {
            String said = run("token", person).strip();
            return said.substring(said.lastIndexOf('\n') + 1);
        });
    }

    /** Requests through the gateway, as a person; as nobody when null. */
    public Api api(@Nullable String person) {
        return new Api(http, "http://localhost:" + port("gateway"), person == null ? null : token(person));
    }

    /** Requests to one service, past the gateway. */
    public Api directly(String base, @Nullable String person) {
        return new Api(http, base, person == null ? null : token(person));
    }

    public int port(String part) {
        Integer port = PORTS.get(part);
        if (port == null) {
            throw new IllegalArgumentException("There is no part " + part);
        }
        return port + offset;
    }

    /** Where everybody's mail is read: pages for people, {@code /api/mails} for programs. */
    public String mailbox() {
        return "http://localhost:" + (MAILBOX_PORT + offset);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port("kafka");
    }

    public Topic topic(String name) {
        return new Topic(bootstrapServers(), name);
    }

    public String mongoUri(String database) {
        return "mongodb://127.0.0.1:" + port("mongodb") + "/" + database;
    }

    /** Everything it keeps on the disk: data, logs, notes of its processes. */
    public Path folder() {
        return home.resolve(".rhannu");
    }

    /** As the status command gives it. */
    public JsonNode status() {
        return JSON.readTree(run("status", "--json"));
    }

    /** The process of a part now; {@code rhannu} is the one that starts the others again. */
    public ProcessHandle process(String part) {
        try (Stream<Path> files = Files.walk(folder(), 4)) {
            Path note = files.filter(file -> file.endsWith("run/" + part + ".json"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(part + " does not run"));
            long pid = JSON.readTree(Files.readString(note)).path("pid").asLong();
            return ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException(part + " is gone"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9}: nothing in the process gets to do anything any more. */
    public ProcessHandle kill(String part) {
        ProcessHandle process = process(part);
        process.destroyForcibly();
        return process;
    }

    /** As {@code kill -STOP}. */
    public void pause(ProcessHandle process) {
        signal("STOP", process);
    }

    /** As {@code kill -CONT}. */
    public void resume(ProcessHandle process) {
        signal("CONT", process);
    }

    private static void signal(String signal, ProcessHandle process) {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + signal + " " + process.pid() + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until a part was started again after a kill, and works. */
    public void awaitBack(String part, ProcessHandle killed) {
        await(part + " to be started again", () -> process(part).pid() != killed.pid() && isReady(part));
    }

    /** Waits until every part works. */
    public void awaitReady() {
        for (String part : PORTS.keySet()) {
            await(part + " to be ready", () -> isReady(part));
        }
    }

    public boolean isReady(String part) {
        return SERVICES.contains(part)
                ? isHealthy("http://localhost:" + port(part))
                : part.equals("kafka") ? Topic.answers(bootstrapServers()) : Database.answers(mongoUri("admin"));
    }

    public boolean isHealthy(String base) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/actuator/health/readiness"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > until) {
                throw new AssertionError("Waited " + PATIENCE + " for " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IllegalStateException | UncheckedIOException e) {
            return false;
        }
    }

    /** A second process of a service, with all the settings of the first but a port of its own. */
    public Instance secondInstance(String service) {
        Instance instance = another(service, Map.of());
        awaitReady(instance);
        return instance;
    }

    /** Begins to start a further process of a service, with all settings of the first but a port of its own and those given. */
    public Instance another(String service, Map<String, String> settings) {
        int port = freePort();
        Map<String, String> own = new LinkedHashMap<>(settings);
        own.put("server.port", Integer.toString(port));
        List<String> command = new ArrayList<>();
        for (String argument : commandOf(service)) {
            String name = argument.startsWith("--") ? argument.substring(2).split("=", 2)[0] : "";
            if (!own.containsKey(name)) {
                command.add(argument);
            }
        }
        own.forEach((name, value) -> command.add("--" + name + "=" + value));
        return new Instance(startLike(service, command, service + "-" + port), "http://localhost:" + port);
    }

    /**
     * Begins to start a broker of another cluster.
     *
     * @param settings by their names in Kafka's broker configuration; of the cluster's other nodes as well
     */
    public Process broker(Path folder, int port, int controllerPort, Map<String, String> settings) {
        List<String> command = commandOf("kafka");
        // the folder and the two ports of the platform's own
        command.subList(command.size() - 3, command.size()).clear();
        command.addAll(List.of(folder.toString(), Integer.toString(port), Integer.toString(controllerPort)));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        return startLike("kafka", command, "kafka-" + port);
    }

    /** Waits until each works. */
    public void awaitReady(Instance... instances) {
        for (Instance instance : instances) {
            await(instance.base() + " to be ready", () -> isHealthy(instance.base()));
        }
    }

    /** Below those that the system gives to connections: nobody takes it before who was told to listen there does. */
    public static int freePort() {
        for (int tried = 0; tried < 1_000; tried++) {
            int port = 11_000 + Math.floorMod(NEXT_PORT.getAndIncrement(), 1_900);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("There are no free ports");
    }

    private List<String> commandOf(String part) {
        return new ArrayList<>(List.of(read(part, "cmdline").split("\0")));
    }

    private String read(String part, String what) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process(part).pid()), what));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a folder of its own, with the first one's environment. */
    private Process startLike(String part, List<String> command, String name) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(Files.createTempDirectory(home, part).toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            home.resolve(name + ".log").toFile()));
            for (String variable : read(part, "environ").split("\0")) {
                String[] nameAndValue = variable.split("=", 2);
                if (nameAndValue.length == 2) {
                    builder.environment().put(nameAndValue[0], nameAndValue[1]);
                }
            }
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A further process of a service. */
    public record Instance(Process process, String base) implements AutoCloseable {

        public int port() {
            return URI.create(base).getPort();
        }

        /** As {@code kill -9}. */
        public void kill() {
            process.destroyForcibly();
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
