package wales.rhannu.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import wales.rhannu.engines.KafkaMain;
import wales.rhannu.engines.MongoMain;

/** How each process of a platform is started. */
class ProcessLauncher implements Supervisor.Commands {

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Installation installation;
    private final boolean demo;

    ProcessLauncher(Installation installation, boolean demo) {
        this.installation = installation;
        this.demo = demo;
    }

    @Override
    public ProcessBuilder of(ManagedProcess part) {
        StartUpCache cache = StartUpCache.of(part, installation);
        return cache.isMade() ? of(part, cache.jar(), cache.using()) : of(part, jar(part), List.of());
    }

    /** A trial start, from which the JVM fills a start-up cache when it ends. */
    ProcessBuilder learning(ManagedProcess part, StartUpCache cache) {
        List<String> options = new ArrayList<>(cache.learning());
        return of(part, cache.jar(), options);
    }

    private Path jar(ManagedProcess part) {
        return part.isEngine() ? installation.launcher() : installation.jar(part);
    }

    private ProcessBuilder of(ManagedProcess part, Path jar, List<String> more) {
        // Ctrl-C reaches the supervisor alone, which then ends the parts in order
        List<String> command = new ArrayList<>(inItsOwnSession());
        command.add(JvmCommandLine.executable());
        command.addAll(JvmCommandLine.options(part));
        command.addAll(more);
        command.addAll(arguments(part, jar));
        Path folder = installation.state().resolve(part.name());
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        // otherwise glibc reserves an arena per thread, most of which a JVM never uses
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        addSecrets(part, builder.environment());
        return builder;
    }

    /** Secrets go by the environment: every user of the machine can read the arguments of a process. */
    private void addSecrets(ManagedProcess part, Map<String, String> environment) {
        Path folder = installation.state().resolve("gateway");
        if (part.kind() == ManagedProcess.Kind.GATEWAY) {
            environment.put("RHANNU_SESSION_KEY", StoredSecret.of(folder, StoredSecret.SESSION_KEY));
        }
        if (part.kind() == ManagedProcess.Kind.GATEWAY || part.name().equals("membership-service")) {
            environment.put("RHANNU_WEBCLIENT_SECRET", StoredSecret.of(folder, StoredSecret.WEB_CLIENT));
        }
    }

    /** What goes before a command so that signals of the terminal do not reach it. */
    static List<String> inItsOwnSession() {
        return Files.isExecutable(SETSID) ? List.of(SETSID.toString()) : List.of();
    }

    private List<String> arguments(ManagedProcess part, Path jar) {
        Path folder = installation.state().resolve(part.name());
        String port = Integer.toString(installation.port(part));
        String quiet = "-Dlogback.configurationFile=logback-engine.xml";
        return switch (part.kind()) {
            case BROKER ->
                List.of(
                        quiet,
                        "-cp",
                        jar.toString(),
                        KafkaMain.class.getName(),
                        folder.toString(),
                        port,
                        Integer.toString(installation.port(ManagedProcess.CONTROLLER_PORT)));
            case DATABASE ->
                List.of(
                        quiet,
                        "-cp",
                        jar.toString(),
                        MongoMain.class.getName(),
                        folder.resolve("data.mv").toString(),
                        port);
            case SERVICE, GATEWAY -> {
                List<String> arguments = new ArrayList<>(List.of("-jar", jar.toString()));
                arguments.addAll(settings(part));
                yield arguments;
            }
        };
    }

    private List<String> settings(ManagedProcess part) {
        List<String> settings = new ArrayList<>(List.of(
                "--server.address=127.0.0.1",
                "--server.port=" + installation.port(part),
                "--spring.profiles.active=quickstart",
                "--spring.main.banner-mode=off",
                "--logging.level.org.apache.kafka=WARN",
                // an open stream must not delay the stop
                "--spring.lifecycle.timeout-per-shutdown-phase=4s",
                "--rhannu.security.issuer=" + installation.gateway()));
        if (part.kind() == ManagedProcess.Kind.GATEWAY) {
            ManagedProcess.ALL.stream()
                    .filter(service -> service.kind() == ManagedProcess.Kind.SERVICE)
                    .forEach(service ->
                            settings.add("--rhannu.services." + service.segment() + "=" + address(service.name())));
            return settings;
        }
        settings.add("--rhannu.security.jwks-uri=" + address("membership-service") + "/oauth2/jwks");
        settings.add("--spring.mongodb.uri=mongodb://127.0.0.1:" + installation.port(ManagedProcess.named("mongodb"))
                + "/" + part.segment());
        settings.add("--spring.kafka.bootstrap-servers=127.0.0.1:" + installation.port(ManagedProcess.named("kafka")));
        settings.add("--spring.mail.host=127.0.0.1");
        settings.add("--spring.mail.port=" + installation.port(ManagedProcess.SMTP_PORT));
        settings.add("--rhannu.bootstrap.facilitators=facilitator@demo.rhannu.example");
        settings.add("--rhannu.demo=" + demo);
        return settings;
    }

    private String address(String name) {
        return "http://localhost:" + installation.port(ManagedProcess.named(name));
    }
}
