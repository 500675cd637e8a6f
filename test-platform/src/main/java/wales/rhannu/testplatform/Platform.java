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
 * The whole platform in a separate folder and on separate ports, started by the launcher script. The platform itself restarts a
 * process that is killed.
 */
public final class Platform implements AutoCloseable {

    /** The services under test, in the order in which a request passes them; others may run as well. */
    public static final List<String> SERVICES = List.of(
            "gateway",
            "membership-service",
            "casestudy-service",
            "partner-service",
            "events-service",
            "feedback-service");

    /**
     * Settings of one whose processes live for minutes only: what the JVM's second compiler gains by then is less than it
     * takes.
     */
    public static final Map<String, String> FOR_MINUTES = Map.of("RHANNU_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

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

    /** A platform with the data and ports of this one, which must be stopped, and the code of another checkout. */
    public Platform withCodeOf(Path checkout) {
        Launcher.link(checkout, launcher.home());
        return new Platform(launcher);
    }

    /** Starts it without data, with the demo people; returns the output of the command. */
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

    /** Runs a command of the launcher and returns its output; throws if it fails. */
    public String run(String... arguments) {
        return launcher.run(arguments);
    }

    /** A bearer token of a demo person or of the person with an e-mail address; each person signs in once. */
    public String token(String person) {
        return tokens.computeIfAbsent(person, unused -> {
            String said = run("token", person).strip();
            return said.substring(said.lastIndexOf('\n') + 1);
        });
    }

    /** Requests through the gateway as a person, or without a token if null. */
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

    public PlatformTopic topic(String name) {
        return new PlatformTopic(bootstrapServers(), name);
    }

    public String mongoUri(String database) {
        return "mongodb://127.0.0.1:" + port("mongodb") + "/" + database;
    }

    /** The folder of its data, logs and process notes. */
    public Path folder() {
        return processes.folder();
    }

    /** The answer of the command {@code status}. */
    public JsonNode status() {
        return JSON.readTree(run("status", "--json"));
    }

    /** The current process with a name; {@code rhannu} is the supervisor of the others. */
    public ProcessHandle process(String part) {
        return processes.of(part);
    }

    /** Sends SIGKILL ({@code kill -9}): the process ends at once, without any clean-up. */
    public ProcessHandle kill(String part) {
        ProcessHandle process = process(part);
        process.destroyForcibly();
        return process;
    }

    /** Pauses a process ({@code kill -STOP}). */
    public void pause(ProcessHandle process) {
        Processes.signal("STOP", process);
    }

    /** Resumes a process ({@code kill -CONT}). */
    public void resume(ProcessHandle process) {
        Processes.signal("CONT", process);
    }

    /** Waits until a process that was killed has been restarted and is ready. */
    public void awaitBack(String part, ProcessHandle killed) {
        await(part + " to be started again", () -> process(part).pid() != killed.pid() && isReady(part));
    }

    /** Waits until every process is ready. */
    public void awaitReady() {
        for (String part : Ports.parts()) {
            await(part + " to be ready", () -> isReady(part));
        }
    }

    public boolean isReady(String part) {
        return SERVICES.contains(part)
                ? isHealthy("http://localhost:" + port(part))
                : part.equals("kafka")
                        ? PlatformTopic.answers(bootstrapServers())
                        : Database.answers(mongoUri("admin"));
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

    /** Starts a second instance of a service, with the settings of the first and another port. */
    public Instance secondInstance(String service) {
        Instance instance = another(service, Map.of());
        awaitReady(instance);
        return instance;
    }

    /** Begins to start another instance of a service, with the settings of the first, another port, and the settings given. */
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
     * @param settings by their names in Kafka's broker configuration, including those that name the other nodes
     */
    public Process broker(Path folder, int port, int controllerPort, Map<String, String> settings) {
        List<String> command = processes.commandOf("kafka");
        // the folder and the two ports of the platform's own
        command.subList(command.size() - 3, command.size()).clear();
        command.addAll(List.of(folder.toString(), Integer.toString(port), Integer.toString(controllerPort)));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        return processes.startLike("kafka", command, "kafka-" + port);
    }

    /** Waits until each instance is ready. */
    public void awaitReady(Instance... instances) {
        for (Instance instance : instances) {
            await(instance.base() + " to be ready", () -> isHealthy(instance.base()));
        }
    }

    /** A port below the ephemeral ones, so that no outgoing connection takes it before the server listens. */
    public static int freePort() {
        return Ports.freePort();
    }

    /** An additional process of a service. */
    public record Instance(Process process, String base) implements AutoCloseable {

        public int port() {
            return URI.create(base).getPort();
        }

        /** Sends SIGKILL ({@code kill -9}). */
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
