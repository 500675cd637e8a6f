package wales.rhannu.testplatform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Launcher launcher;
    private final Ports ports;
    private final Processes processes;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private Platform(Launcher launcher) {
        this.launcher = launcher;
        this.ports = launcher.ports();
        this.processes = new Processes(launcher.home());
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
        Launcher.link(checkout, home);
        return new Platform(new Launcher(home.toAbsolutePath().normalize(), Ports.free(), environment, java));
    }

    /** The data and the ports of this platform, which must have been stopped, with the code of another checkout. */
    public Platform withCodeOf(Path checkout) {
        Launcher.link(checkout, launcher.home());
        return new Platform(launcher);
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
        return launcher.run(arguments);
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
        return ports.of(part);
    }

    /** Where everybody's mail is read: pages for people, {@code /api/mails} for programs. */
    public String mailbox() {
        return "http://localhost:" + ports.ofMailbox();
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
        return processes.folder();
    }

    /** As the status command gives it. */
    public JsonNode status() {
        return JSON.readTree(run("status", "--json"));
    }

    /** The process of a part now; {@code rhannu} is the one that starts the others again. */
    public ProcessHandle process(String part) {
        return processes.of(part);
    }

    /** As {@code kill -9}: nothing in the process gets to do anything any more. */
    public ProcessHandle kill(String part) {
        ProcessHandle process = process(part);
        process.destroyForcibly();
        return process;
    }

    /** As {@code kill -STOP}. */
    public void pause(ProcessHandle process) {
        Processes.signal("STOP", process);
    }

    /** As {@code kill -CONT}. */
    public void resume(ProcessHandle process) {
        Processes.signal("CONT", process);
    }

    /** Waits until a part was started again after a kill, and works. */
    public void awaitBack(String part, ProcessHandle killed) {
        await(part + " to be started again", () -> process(part).pid() != killed.pid() && isReady(part));
    }

    /** Waits until every part works. */
    public void awaitReady() {
        for (String part : Ports.parts()) {
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
                    .timeout(Duration.ofSeconds(10))
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
        int port = Ports.freePort();
        Map<String, String> own = new LinkedHashMap<>(settings);
        own.put("server.port", Integer.toString(port));
        List<String> command = new ArrayList<>();
        for (String argument : processes.commandOf(service)) {
            String name = argument.startsWith("--") ? argument.substring(2).split("=", 2)[0] : "";
            if (!own.containsKey(name)) {
                command.add(argument);
            }
        }
        own.forEach((name, value) -> command.add("--" + name + "=" + value));
        return new Instance(processes.startLike(service, command, service + "-" + port), "http://localhost:" + port);
    }

    /**
     * Begins to start a broker of another cluster.
     *
     * @param settings by their names in Kafka's broker configuration; of the cluster's other nodes as well
     */
    public Process broker(Path folder, int port, int controllerPort, Map<String, String> settings) {
        List<String> command = processes.commandOf("kafka");
        // the folder and the two ports of the platform's own
        command.subList(command.size() - 3, command.size()).clear();
        command.addAll(List.of(folder.toString(), Integer.toString(port), Integer.toString(controllerPort)));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        return processes.startLike("kafka", command, "kafka-" + port);
    }

    /** Waits until each works. */
    public void awaitReady(Instance... instances) {
        for (Instance instance : instances) {
            await(instance.base() + " to be ready", () -> isHealthy(instance.base()));
        }
    }

    /** Below those that the system gives to connections: nobody takes it before who was told to listen there does. */
    public static int freePort() {
        return Ports.freePort();
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
