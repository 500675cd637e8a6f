package wales.rhannu.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Whether the containers are what an operator may expect, as far as that can be told without running them. */
class ComposeTests {

    private static final Checkout CHECKOUT = new Checkout(Path.of(".."));
    private static final Pattern IMAGE = Pattern.compile("[a-z0-9./-]+:v?\\d+\\.\\d+\\.\\d+[a-z0-9_.-]*");

    private final Compose compose = new Compose(CHECKOUT);

    @Nested
    class EveryContainer {

        @Test
        void isAskedWhetherItIsWellUnlessItIsDoneWhenItEnds() {
            compose.services().forEach((name, service) -> assertThat(service.containsKey("healthcheck"))
                    .as(name)
                    .isNotEqualTo(compose.tasks().contains(name)));
        }

        @Test
        void comesBack() {
            compose.services().forEach((name, service) -> assertThat(service.get("restart"))
                    .as(name)
                    .isEqualTo(compose.tasks().contains(name) ? "on-failure" : "unless-stopped"));
        }

        @Test
        void writesOnlyWhereItIsMeantToAndGainsNoRights() {
            compose.services().forEach((name, service) -> {
                assertThat(service.get("read_only")).as(name).isEqualTo(true);
                assertThat(service.get("security_opt")).as(name).isEqualTo(List.of("no-new-privileges:true"));
            });
        }

        @Test
        void hasItsShareOfTheMemory() {
            compose.services().forEach((name, service) -> assertThat(String.valueOf(service.get("mem_limit")))
                    .as(name)
                    .matches("\\d+m"));
        }

        @Test
        void isOneExactReleaseOrOneOfOurs() {
            compose.services().forEach((name, service) -> {
                String image = Yaml.text(service, "image");
                if (compose.ours().contains(name)) {
                    assertThat(image).isEqualTo("rhannu/" + name + ":${RHANNU_VERSION:-local}");
                } else {
                    assertThat(image).matches(IMAGE);
                }
            });
        }

        @Test
        void listensOnThisMachineOnly() {
            compose.services().forEach((name, service) -> {
                if (service.get("ports") instanceof List<?> ports) {
                    ports.forEach(
                            port -> assertThat(String.valueOf(port)).as(name).startsWith("127.0.0.1:"));
                }
            });
        }

        @Test
        void waitsForWhatThereIs() {
            compose.services()
                    .forEach((name, service) -> Compose.dependencies(service).forEach((other, condition) -> {
                        assertThat(compose.services()).as(name).containsKey(other);
                        if (condition.equals("service_healthy")) {
                            assertThat(compose.service(other)).as(other).containsKey("healthcheck");
                        }
                    }));
        }
    }

    @Nested
    class AServiceOfOurs {

        @Test
        void hasAContainer() {
            Set<String> modules = new TreeSet<>(CHECKOUT.names("."));
            modules.removeIf(name -> !name.endsWith("-service") || !CHECKOUT.exist(name + "/pom.xml"));
            modules.add("gateway");
            assertThat(compose.ours()).isEqualTo(modules);
        }

        @Test
        void isBuiltFromTheOneDockerfile() {
            for (String name : compose.ours()) {
                Map<String, Object> build = Yaml.map(compose.service(name), "build");
                assertThat(build).as(name).containsEntry("context", ".").doesNotContainKey("dockerfile");
                assertThat(Yaml.texts(build, "args")).containsOnlyKeys("MODULE").containsEntry("MODULE", name);
            }
        }

        @Test
        void isToldOnlyWhatItKnows() {
            for (String name : compose.ours()) {
                Settings settings = new Settings(CHECKOUT, name);
                for (String variable :
                        Yaml.texts(compose.service(name), "environment").keySet()) {
                    assertThat(settings.know(variable))
                            .as(name + " does not know " + variable)
                            .isTrue();
                }
            }
        }

        @Test
        void hasADatabaseOfItsOwnAndIsAskedAtItsPort() {
            for (String name : compose.ours()) {
                Map<String, String> environment = Yaml.texts(compose.service(name), "environment");
                if (name.equals("gateway")) {
                    assertThat(environment).containsEntry("MANAGEMENT_SERVER_PORT", compose.readyAt(name));
                    continue;
                }
                String segment = name.replace("-service", "");
                assertThat(environment)
                        .containsEntry(
                                "SPRING_MONGODB_URI", "mongodb://mongodb:27017/" + segment + "?replicaSet=rhannu");
                String configuration = name + "/src/main/resources/application.yml";
                if (CHECKOUT.exist(configuration)) {
                    assertThat(CHECKOUT.text(configuration).replaceAll("server:\\s+port:", "server.port:"))
                            .contains("server.port: " + compose.readyAt(name));
                }
                assertThat(Yaml.texts(compose.service("gateway"), "environment"))
                        .containsEntry(
                                Settings.variable("rhannu.services." + segment),
                                "http://" + name + ":" + compose.readyAt(name));
            }
        }

        @Test
        void hasNoRightsOfRoot() {
            for (String name : compose.ours()) {
                assertThat(compose.service(name).get("cap_drop")).as(name).isEqualTo(List.of("ALL"));
            }
            assertThat(CHECKOUT.text("Dockerfile")).containsPattern("(?m)^USER [1-9]\\d*:[1-9]\\d*$");
        }
    }

    /** A comment stands before each, in the files themselves. */
    @Test
    void everyImageAndHealthCheckIsExplained() {
        for (String file : List.of("docker-compose.yml", "Dockerfile")) {
            String last = "";
            boolean replicaSet = false;
            for (String line : CHECKOUT.text(file).lines().toList()) {
                replicaSet |= line.contains("  replica-set:");
                boolean image = line.strip().matches("image: (?!rhannu/).*|FROM .*:.* AS .*") && !replicaSet;
                boolean check = line.strip().startsWith("test: [") && !line.contains("\"ready\"");
                if (image || check) {
                    assertThat(last.strip()).as(file + ": " + line.strip()).startsWith("#");
                }
                replicaSet &= !line.contains("image:");
                last = line;
            }
        }
    }

    @Test
    void theImagesOfTheDockerfileAreOneExactReleaseEach() {
        Matcher images = Pattern.compile("(?m)^FROM (\\S+:\\S+)").matcher(CHECKOUT.text("Dockerfile"));
        assertThat(images.results().map(found -> found.group(1))).isNotEmpty().allSatisfy(image -> assertThat(image)
                .matches(IMAGE));
    }

    @Test
    void theBrokerIsTheReleaseThatTheTestsRunOn() {
        Matcher version = Pattern.compile("<kafka.version>(.*)</kafka.version>").matcher(CHECKOUT.text("pom.xml"));
        assertThat(version.find()).isTrue();
        assertThat(compose.service("kafka")).containsEntry("image", "apache/kafka:" + version.group(1));
    }

    @Test
    void noPasswordWorksByItself() {
        assertThat(CHECKOUT.text("docker-compose.yml")).contains("${GRAFANA_ADMIN_PASSWORD:?");
        assertThat(CHECKOUT.text(".env.example").lines())
                .filteredOn(line -> line.matches("#?[A-Z_]*PASSWORD=.*"))
                .isNotEmpty()
                .allMatch(line -> line.endsWith("="));
    }

    @Test
    void whatCanBeSetIsInTheExample() {
        Matcher used = Pattern.compile("\\$\\{([A-Z_]+):").matcher(CHECKOUT.text("docker-compose.yml"));
        assertThat(used.results().map(found -> found.group(1)).distinct())
                .filteredOn(name -> !name.equals("RHANNU_VERSION"))
                .allSatisfy(name -> assertThat(CHECKOUT.text(".env.example")).containsPattern("(?m)^#?" + name + "="));
    }

    @Test
    void composeItselfTakesIt() {
        List<String> config = List.of("config", "-q");
        List<String> command = composeCommand();
        if (command.isEmpty()) {
            String skipped =
                    "Skipped: docker compose config -q: there is no docker compose (Debian's package docker-compose)";
            System.out.println(skipped);
            Assumptions.abort(skipped);
        }
        LocalProgram program = new LocalProgram(
                Stream.concat(command.stream(), config.stream()).toList());
        Map<String, String> required =
                Map.of("GRAFANA_ADMIN_PASSWORD", "of a test", "RHANNU_FACILITATORS", "facilitator@example.org");
        LocalProgram.Answer answer = program.run(CHECKOUT.root(), required);
        assertThat(answer.exit()).as(answer.said()).isZero();
        LocalProgram.Answer without =
                program.run(CHECKOUT.root(), Map.of("RHANNU_FACILITATORS", "", "GRAFANA_ADMIN_PASSWORD", ""));
        assertThat(without.exit()).as("without a password").isNotZero();
    }

    private static List<String> composeCommand() {
        if (LocalProgram.isInstalled("docker")
                && new LocalProgram(List.of("docker", "compose", "version"))
                                .run(CHECKOUT.root(), Map.of())
                                .exit()
                        == 0) {
            return List.of("docker", "compose");
        }
        return LocalProgram.isInstalled("docker-compose") ? List.of("docker-compose") : List.of();
    }
}
